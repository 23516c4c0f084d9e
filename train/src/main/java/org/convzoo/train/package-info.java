/**
 * Training. {@link org.convzoo.train.Training} does everything in its order; {@link
 * org.convzoo.train.TrainedModel} is what comes of it.
 *
 * <p>A step is one run of the session: tf.data feeds the graph, and no pixel passes through Java.
 * The order of the data, the dropout masks and the learning rate are functions of (seed, step), so
 * a checkpoint is the variables and nothing else.
 */
package org.convzoo.train;
