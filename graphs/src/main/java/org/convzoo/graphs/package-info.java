/**
 * The {@link org.convzoo.graphs.Zoo}, which lists every network.
 *
 * <p>A family's file reads like the table or the figure of its paper; a variant is a row. Where a
 * network departs from its paper, its Javadoc says so after "Ours:".
 */
package org.convzoo.graphs;
