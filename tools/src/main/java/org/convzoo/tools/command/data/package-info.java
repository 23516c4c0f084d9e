/** The commands below {@code convzoo data}. */
package org.convzoo.tools.command.data;
