/**
 * What is done to a training image before it is prepared for the network: crops, flips, colours,
 * and what else papers do. Each is a pure function of the image, the truth about it, and a key.
 */
package org.convzoo.ops.augment;
