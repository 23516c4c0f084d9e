/**
 * Three ways to ask a model: TensorFlow Serving's REST API, the Open Inference Protocol and image
 * files as they are. Nothing here knows the HTTP library.
 */
package org.convzoo.serve.internal.api;
