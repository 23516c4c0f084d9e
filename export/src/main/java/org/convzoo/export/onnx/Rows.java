package org.convzoo.export.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.tensorflow.GraphOperation;

/** TensorFlow's operations by their types, each with what says it in ONNX of opset 17. */
final class Rows {

  private static final Row NOTHING = (op, to) -> {}; // what reads it asks for its value

  private static final Map<String, Row> BY_TYPE =
      Map.ofEntries(
          entry("Const", NOTHING),
          entry("VariableV2", NOTHING),
          entry("Conv2D", ConvolutionRows::conv2d),
          entry("Conv2DBackpropInput", ConvolutionRows::transposed),
          entry("MatMul", ConvolutionRows::matMul),
          entry("BiasAdd", ConvolutionRows::biasAdd),
          entry("MaxPool", PoolingRows::max),
          entry("AvgPool", PoolingRows::average),
          entry("LRN", PoolingRows::responses),
          entry("Relu", ArithmeticRows.unary("Relu")),
          entry("Relu6", ArithmeticRows::relu6),
          entry("ClipByValue", ArithmeticRows::clip),
          entry("LeakyRelu", ArithmeticRows::leakyRelu),
          entry("Elu", ArithmeticRows.unary("Elu")),
          entry("Selu", ArithmeticRows.unary("Selu")),
          entry("Sigmoid", ArithmeticRows.unary("Sigmoid")),
          entry("Tanh", ArithmeticRows.unary("Tanh")),
          entry("Softplus", ArithmeticRows.unary("Softplus")),
          entry("Softsign", ArithmeticRows.unary("Softsign")),
          entry("Exp", ArithmeticRows.unary("Exp")),
          entry("Erf", ArithmeticRows.unary("Erf")),
          entry("Neg", ArithmeticRows.unary("Neg")),
          entry("Pow", ArithmeticRows.binary("Pow")),
          entry("Rint", ArithmeticRows.unary("Round")),
          entry("Square", ArithmeticRows::square),
          entry("Add", ArithmeticRows::add),
          entry("AddV2", ArithmeticRows::add),
          entry("AddN", ArithmeticRows::sum),
          entry("Sub", ArithmeticRows.binary("Sub")),
          entry("Mul", ArithmeticRows.binary("Mul")),
          entry("Div", ArithmeticRows.binary("Div")),
          entry("RealDiv", ArithmeticRows.binary("Div")),
          entry("Softmax", ArithmeticRows::softmax),
          entry("Cast", ArithmeticRows::cast),
          entry("Mean", ShapeRows.reduced("ReduceMean")),
          entry("Min", ShapeRows.reduced("ReduceMin")),
          entry("ArgMax", ShapeRows::argMax),
          entry("Identity", ShapeRows::same),
          entry("Fill", ShapeRows::fill),
          entry("Reshape", ShapeRows::reshape),
          entry("ExpandDims", ShapeRows::expandDims),
          entry("Shape", ShapeRows::shape),
          entry("Pack", ShapeRows::stack),
          entry("Tile", ShapeRows::tile),
          entry("ConcatV2", ShapeRows::concat),
          entry("Split", ShapeRows::split),
          entry("Slice", ShapeRows::slice),
          entry("GatherV2", ShapeRows::gather),
          entry("PadV2", ShapeRows::pad),
          entry("ResizeBilinear", ShapeRows::resize),
          entry("CombinedNonMaxSuppression", DetectionRows::suppressed));

  private Rows() {}

  /**
   * Translates an operation.
   *
   * @throws org.convzoo.UsageException if there is no row for its type, with its name
   */
  static void translate(GraphOperation op, Translation to) {
    Row row = BY_TYPE.get(op.type());
    if (row == null) {
      throw Translation.refusal(op, "cannot be said in ONNX");
    }
    row.translate(op, to);
  }
}
