/** Functions and loops of a graph, inlined and unrolled into frames. */
package org.convzoo.report.internal.control;
