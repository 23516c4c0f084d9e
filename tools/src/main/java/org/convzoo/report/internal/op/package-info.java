/** The facts of a single operation: cost, window, receptive field, gradient. */
package org.convzoo.report.internal.op;
