/** Shapes and constants of tensors, and how often a loop goes round. */
package org.convzoo.report.internal.shape;
