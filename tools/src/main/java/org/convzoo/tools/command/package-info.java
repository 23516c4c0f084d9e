/** The commands, one a file. */
package org.convzoo.tools.command;
