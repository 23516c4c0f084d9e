/**
 * What reaches below TensorFlow Java's public interface, or walks a graph's operations: scopes, the
 * placement of operations, a checkpoint's index, memory and multiply-adds.
 */
package org.convzoo.ops.internal.runtime;
