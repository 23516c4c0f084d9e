package org.convzoo.report.op;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The types of operations that work number by number: their costs, the receptive fields behind them
 * and the boxes of a drawing go by these lists.
 */
public final class ElementWise {

  /** What follows a layer, of one input; softmax also sums along the channels. */
  public static final Set<String> ACTIVATIONS =
      types("Relu Relu6 LeakyRelu Elu Selu Sigmoid Tanh Softplus Softsign Softmax LogSoftmax");

  /** Functions of one input besides the activations. */
  static final Set<String> FUNCTIONS =
      types(
          "Exp Expm1 Log Log1p Sqrt Rsqrt Square Neg Abs Sign Reciprocal Inv Erf Erfc Round Rint"
              + " Sin Cos IsNan IsInf IsFinite Floor Ceil LogicalNot");

  /** Functions of several inputs; sums are apart, as their cost goes by the number of inputs. */
  static final Set<String> COMBINATIONS =
      types(
          "Sub Mul MulNoNan Div RealDiv DivNoNan Maximum Minimum Pow SquaredDifference FloorDiv"
              + " FloorMod Greater GreaterEqual Less LessEqual Equal NotEqual LogicalAnd LogicalOr"
              + " Select SelectV2 ClipByValue");

  static final Set<String> SUMS = types("Add AddV2 AddN");

  static final Set<String> ALL =
      Stream.of(ACTIVATIONS, FUNCTIONS, COMBINATIONS, SUMS)
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  private ElementWise() {}

  private static Set<String> types(String names) {
    return Set.of(names.split(" "));
  }
}
