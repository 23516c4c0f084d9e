/** Options that several commands share. */
package org.convzoo.tools.option;
