/**
 * Data sets: images and what is true of them, addressed by number.
 *
 * <p>Which image has which number never changes, so that the order of a training is a function of
 * (seed, step). Reading and decoding are TensorFlow's; no pixel passes through Java.
 */
package org.convzoo.train.data;
