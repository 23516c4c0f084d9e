/** Synthetic data sets, rendered by TensorFlow as they are read. */
package org.convzoo.train.data.internal.synthetic;
