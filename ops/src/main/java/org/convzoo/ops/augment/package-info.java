/**
 * What is done to a training image before it is prepared for the network: crops, flips, colours,
 * and what else papers do. Each is a pure function of the image, the truth about it, and a key.
 *
 * <p>And what a network is shown of a test image: {@link org.convzoo.ops.augment.View}.
 */
package org.convzoo.ops.augment;
