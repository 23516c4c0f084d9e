package org.convzoo.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.Python;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.types.TFloat32;

/** What Python's TensorFlow makes of our models: {@code mvn verify -Pparity}, optional. */
@Tag("parity")
class ParityTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"lenet, 28, 28", "lenet, 28, 40", "alexnet, 227, 227", "googlenet, 96, 28"})
  void pythonLoadsTheModelAndGetsTheSameNumbers(String name, int size, int pixels)
      throws Exception {
    Python.assumeHas("tensorflow");
    Model model = Model.random(name, size, folder);
    Path json = folder.resolve("expected.json");
    try (TFloat32 images = Model.images(2, pixels, pixels)) {
      float[][] logits = model.logits(images);
      Map<String, Object> expected = new LinkedHashMap<>();
      expected.put("image", array(images.shape().asArray(), values(images)));
      expected.put("logits", array(new long[] {2, 10}, logits));
      expected.put("probabilities", array(new long[] {2, 10}, softmax(logits)));
      expected.put("classes", array(new long[] {2}, best(logits)));
      new ObjectMapper().writeValue(json.toFile(), expected);
    }
    System.out.printf("%s at %d, images of %d pixels:%n", name, size, pixels);
    String version = model.export(folder.resolve(name)).toString();
    Python.script("load_saved_model.py", version, json);
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static double[][] softmax(float[][] logits) {
    double[][] shares = new double[logits.length][];
    for (int row = 0; row < logits.length; row++) {
      double[] powers = new double[logits[row].length];
      double sum = 0;
      for (int i = 0; i < powers.length; i++) {
        powers[i] = Math.exp(logits[row][i]);
        sum += powers[i];
      }
      for (int i = 0; i < powers.length; i++) {
        powers[i] /= sum;
      }
      shares[row] = powers;
    }
    return shares;
  }

  private static int[] best(float[][] logits) {
    return Arrays.stream(logits)
        .mapToInt(
            row ->
                IntStream.range(0, row.length)
                    .reduce((a, b) -> row[a] >= row[b] ? a : b)
                    .getAsInt())
        .toArray();
  }

  private static Map<String, Object> array(long[] shape, Object values) {
    List<Number> flat = new ArrayList<>();
    flatten(values, flat);
    return Map.of("shape", shape, "data", flat);
  }

  private static void flatten(Object values, List<Number> into) {
    if (values instanceof Number number) {
      into.add(number);
      return;
    }
    for (int i = 0; i < Array.getLength(values); i++) {
      flatten(Array.get(values, i), into);
    }
  }
}
