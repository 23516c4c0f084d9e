/** What flows through a graph: rows, layers, receptive fields, memory, transfers. */
package org.convzoo.report.flow;
