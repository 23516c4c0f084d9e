/**
 * Augmentation: what is done to a training image before it is prepared for the network, such as
 * crops, flips and colours. Each is a pure function of the image, its target and random numbers.
 */
package org.convzoo.ops.augment;
