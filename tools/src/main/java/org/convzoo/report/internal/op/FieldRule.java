package org.convzoo.report.internal.op;

import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/** What a type of operation makes of its inputs' receptive fields. */
@FunctionalInterface
public interface FieldRule {

  /** A number depends on its inputs' numbers at the same place. */
  FieldRule SAME_PLACE = Inputs::joined;

  /** What it answers does not depend on the numbers in its inputs. */
  FieldRule NO_NUMBERS =
      new FieldRule() {
        @Override
        public ReceptiveField after(Inputs inputs) {
          throw new IllegalStateException(inputs.op.type() + " has no field");
        }

        @Override
        public boolean readsNumbers() {
          return false;
        }
      };

  /** It cannot be told. */
  FieldRule UNKNOWN =
      inputs -> {
        inputs.map();
        throw new UncountedException("nothing is known of " + inputs.op.type());
      };

  /**
   * The fields of an operation's inputs.
   *
   * @param each of each input, or null for one that no pixel leads to
   * @param joined of them all
   */
  record Inputs(
      GraphOperation op, Layout layout, List<ReceptiveField> each, ReceptiveField joined) {

    /** The first input that a pixel leads to. */
    private Operand<?> first() {
      return op.input(each.indexOf(each.stream().filter(Objects::nonNull).findFirst().get()));
    }

    /** The same, which has to be a batch of maps. */
    Operand<?> map() {
      if (!Layout.isMap(first())) {
        throw new UncountedException("%s of %s".formatted(op.type(), first().shape()));
      }
      return first();
    }

    /** Input {@code index}, which has to be the only one that a pixel leads to. */
    Operand<?> alone(int index) {
      for (int i = 0; i < each.size(); i++) {
        if (i != index && each.get(i) != null) {
          throw new UncountedException(
              "%s whose input %d depends on the image".formatted(op.type(), i));
        }
      }
      return op.input(index);
    }

    /** The numbers in input {@code index}. */
    long[] integers(int index) {
      return Constants.integers(op.input(index))
          .orElseThrow(
              () ->
                  new UncountedException(
                      "%s whose input %d is computed".formatted(op.type(), index)));
    }
  }

  /**
   * Finds the field behind an operation.
   *
   * @throws UncountedException if it cannot be told
   */
  ReceptiveField after(Inputs inputs);

  /** Whether the operation's answer depends on the numbers in its inputs. */
  default boolean readsNumbers() {
    return true;
  }

  /**
   * Returns the field behind {@code op}.
   *
   * @param inputs of each input, or null for one that no pixel leads to
   * @throws UncountedException if it cannot be told
   */
  static ReceptiveField after(GraphOperation op, List<ReceptiveField> inputs, Layout layout) {
    List<ReceptiveField> paths = inputs.stream().filter(Objects::nonNull).toList();
    var found = new Inputs(op, layout, inputs, ReceptiveField.join(paths, op.name()));
    return found.joined.whole() && !Layout.isMap(found.first())
        ? found.joined
        : of(op).after(found);
  }

  /** Returns the rule of the operation's type. */
  static FieldRule of(GraphOperation op) {
    return OperationTypes.of(op).map(OperationType::field).orElse(UNKNOWN);
  }

  /** Joins or cuts channels, along the axis that input {@code operand} says. */
  static FieldRule alongChannels(ToIntFunction<GraphOperation> operand) {
    return inputs -> {
      inputs.map();
      int axis = FieldRules.axis(inputs.integers(operand.applyAsInt(inputs.op))[0]);
      if (axis != inputs.layout.channels) {
        throw new UncountedException("%s along axis %d".formatted(inputs.op.type(), axis));
      }
      return inputs.joined;
    };
  }
}
