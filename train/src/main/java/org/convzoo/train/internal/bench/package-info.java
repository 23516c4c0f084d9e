/** The speed and the memory of training and inference, measured. */
package org.convzoo.train.internal.bench;
