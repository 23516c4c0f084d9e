package org.convzoo.report.internal.op;

import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.Output;

/**
 * What the gradient of an operation reads of its inputs and outputs, as in TensorFlow. To look at a
 * shape is not to read.
 */
@FunctionalInterface
public interface Gradient {

  /** No gradient passes, or what passes is of no floating type. */
  Gradient NONE =
      new Gradient() {
        @Override
        public Stream<Output<?>> find(GraphOperation op, Predicate<Operand<?>> moves) {
          return Stream.empty();
        }

        @Override
        public boolean passes() {
          return false;
        }
      };

  /** It reads nothing: the operation is linear, as a bias, or moves numbers. */
  Gradient LINEAR = (op, moves) -> Stream.empty();

  Gradient INPUT = (op, moves) -> Stream.of(op.input(0));
  Gradient SECOND_INPUT = (op, moves) -> Stream.of(op.input(1));
  Gradient OUTPUT = (op, moves) -> Stream.of(op.output(0));
  Gradient INPUTS = INPUT.and(SECOND_INPUT);
  Gradient INPUT_AND_OUTPUT = INPUT.and(OUTPUT);

  /** Of a product of the first two inputs. */
  Gradient FACTORS = factors(0, 1);

  /** Of a batch norm in training, what it saves of the batch's mean and variance. */
  Gradient BATCH_STATISTICS =
      (op, moves) ->
          Attributes.find(op, "is_training", OperationAttributeInspector::getAttrBool).orElse(false)
              ? IntStream.range(3, op.numOutputs()).mapToObj(op::output)
              : Stream.empty();

  /**
   * Finds the tensors that it reads.
   *
   * @param op an operation through some of whose inputs a gradient passes
   * @param moves whether one passes through an input
   */
  Stream<Output<?>> find(GraphOperation op, Predicate<Operand<?>> moves);

  /** Whether a gradient passes at all. */
  default boolean passes() {
    return true;
  }

  /** Returns what this reads, and what {@code other} reads. */
  default Gradient and(Gradient other) {
    return (op, moves) -> Stream.concat(find(op, moves), other.find(op, moves));
  }

  /** Returns that of the operation's type; a type that is not known is taken as linear. */
  static Gradient of(GraphOperation op) {
    return OperationTypes.of(op).map(OperationType::gradient).orElse(LINEAR);
  }

  /** Of the factors of a product, each whose other factor is moved. */
  static Gradient factors(int one, int other) {
    return (op, moves) ->
        Stream.of(one, other)
            .filter(number -> op.numInputs() > other)
            .filter(number -> moves.test(op.input(one + other - number)))
            .map(op::input);
  }
}
