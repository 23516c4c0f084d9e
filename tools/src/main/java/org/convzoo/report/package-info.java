/**
 * Accounts of TensorFlow graphs: parameters, multiply-adds, shapes and bytes, read from the graph's
 * operations and the shapes that TensorFlow infers for them. Nothing of a graph is executed.
 */
package org.convzoo.report;
