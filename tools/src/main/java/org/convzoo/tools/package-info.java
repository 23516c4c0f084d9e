/** The command line's entry. */
package org.convzoo.tools;
