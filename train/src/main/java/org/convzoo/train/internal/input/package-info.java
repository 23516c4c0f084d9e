/**
 * From a data set to batches, and what else goes through all images: checks, statistics,
 * conversion, previews.
 */
package org.convzoo.train.internal.input;
