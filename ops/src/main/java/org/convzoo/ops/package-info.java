/**
 * The pen: layers over TensorFlow's ops. {@link org.convzoo.ops.Flow} draws them in a row, {@link
 * org.convzoo.ops.Layers} holds what one drawing shares, {@link org.convzoo.ops.Variables} what all
 * drawings in a graph share.
 *
 * <p>Maps are float32, NHWC. Nothing here knows data, optimisers, sessions or files.
 */
package org.convzoo.ops;
