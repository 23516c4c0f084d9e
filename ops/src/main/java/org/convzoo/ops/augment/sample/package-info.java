/**
 * What augmentations are made of: an image with its target, where both move together, and the
 * random numbers that say how. And what a network is shown of a test image: {@link
 * org.convzoo.ops.augment.sample.View}.
 */
package org.convzoo.ops.augment.sample;
