package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** The kernels and biases in the newest checkpoint of a run. */
public final class TrainedWeights {

  private TrainedWeights() {}

  /**
   * Returns the norm of the difference of two runs' weights, as a share of the first one's norm.
   */
  public static double distance(Path first, Path second) throws IOException {
    List<float[]> one = read(first);
    List<float[]> other = read(second);
    double difference = 0;
    double all = 0;
    for (int i = 0; i < one.size(); i++) {
      for (int k = 0; k < one.get(i).length; k++) {
        difference += Math.pow((double) one.get(i)[k] - other.get(i)[k], 2);
        all += Math.pow(one.get(i)[k], 2);
      }
    }
    return Math.sqrt(difference / all);
  }

  private static List<float[]> read(Path run) throws IOException {
    var checkpoints = Run.open(run, Map.of()).checkpoints(Map::of);
    try (var last = checkpoints.last(damaged -> {}).orElseThrow();
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      String[] names =
          VariableShapes.ofFiles(last.prefix()).keySet().stream()
              .filter(name -> name.matches(".*(kernel|bias)"))
              .toArray(String[]::new);
      List<Class<? extends TType>> types = Collections.nCopies(names.length, TFloat32.class);
      List<Operand<?>> values =
          tf
              .train
              .restore(
                  tf.constant(last.prefix()),
                  tf.constantOf(TString.vectorOf(names)),
                  tf.constantOf(
                      TString.vectorOf(
                          Collections.nCopies(names.length, "").toArray(String[]::new))),
                  types)
              .tensors()
              .stream()
              .<Operand<?>>map(tensor -> tensor)
              .toList();
      Session.Runner runner = session.runner();
      values.forEach(runner::fetch);
      List<float[]> read = new ArrayList<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < names.length; i++) {
          FloatNdArray value = (TFloat32) result.get(i);
          float[] numbers = new float[(int) value.size()];
          int[] at = {0};
          value.scalars().forEach(number -> numbers[at[0]++] = number.getFloat());
          read.add(numbers);
        }
      }
      if (read.isEmpty()) {
        throw new IllegalStateException(run + " has no weights");
      }
      return read;
    }
  }
}
