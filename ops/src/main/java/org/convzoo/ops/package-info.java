/**
 * Layers over TensorFlow's ops. {@link org.convzoo.ops.Flow} builds them in a row, {@link
 * org.convzoo.ops.Layers} holds what one build of a network shares, {@link
 * org.convzoo.ops.Variables} what all builds in a graph share.
 *
 * <p>Maps are float32, NHWC. Nothing here knows data, optimisers, sessions or files.
 */
package org.convzoo.ops;
