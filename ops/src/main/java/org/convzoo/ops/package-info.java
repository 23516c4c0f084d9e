/**
 * Layers over TensorFlow's ops. {@link org.convzoo.ops.Flow} builds them in a row, {@link
 * org.convzoo.ops.Layers} holds what one build shares, {@link org.convzoo.ops.Variables} what all
 * drawings in a graph share.
 *
 * <p>Maps are float32, NHWC. Nothing here knows data, optimisers, sessions or files.
 */
package org.convzoo.ops;
