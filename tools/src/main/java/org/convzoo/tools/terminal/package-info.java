/** Standard output and error, signals, files that commands write. */
package org.convzoo.tools.terminal;
