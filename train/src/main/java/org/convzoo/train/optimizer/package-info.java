/**
 * Optimisers. Each is an {@link org.tensorflow.framework.optimizers.Optimizer} of TensorFlow's
 * framework: ours, whose learning rate may move, and the framework's own. A recipe names one by an
 * {@link org.convzoo.train.optimizer.OptimizerConfig}.
 */
package org.convzoo.train.optimizer;
