/**
 * The forward and the backward pass of a training step over a batch: on one device, or divided
 * among replicas of the network on several.
 */
package org.convzoo.train.internal.replica;
