/**
 * The networks, one family a file, and the {@link org.convzoo.graphs.Zoo} that lists them.
 *
 * <p>A file reads like the table or the figure of its paper; a variant is a row. Where a network
 * departs from its paper, its Javadoc says so after "Ours:".
 */
package org.convzoo.graphs;
