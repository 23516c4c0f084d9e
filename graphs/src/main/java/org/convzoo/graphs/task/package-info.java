/**
 * What a network is for: classification, segmentation or detection, with the losses, metrics and
 * outputs of each.
 */
package org.convzoo.graphs.task;
