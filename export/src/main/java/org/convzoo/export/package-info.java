/**
 * From a checkpoint to a SavedModel that any TensorFlow serving stack takes, and back to answers.
 */
package org.convzoo.export;
