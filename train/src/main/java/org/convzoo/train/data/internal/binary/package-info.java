/** Data sets of binary files: IDX as of MNIST, CIFAR; and their download. */
package org.convzoo.train.data.internal.binary;
