/** The command that serves models. */
package org.convzoo.tools.serving;
