/** Data sets of TFRecord shards. */
package org.convzoo.train.data.internal.tfrecord;
