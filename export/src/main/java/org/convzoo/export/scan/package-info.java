/**
 * What a SavedModel could do to the machine, read from its file before anything of it is loaded. It
 * is compared with the list of operations that a network needs, {@code operations.txt}.
 */
package org.convzoo.export.scan;
