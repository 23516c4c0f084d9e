/** From a checkpoint to an ONNX model. */
package org.convzoo.export.onnx;
