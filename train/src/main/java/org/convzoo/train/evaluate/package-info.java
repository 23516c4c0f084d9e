/**
 * Evaluation of checkpoints: one or several, on one or several crops, on shifted images, with
 * boxes.
 */
package org.convzoo.train.evaluate;
