/** The diagram of a graph: its parts, their layout, SVG and DOT. */
package org.convzoo.report.internal.drawing;
