package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python's TensorFlow makes of our models: {@code mvn verify -Pparity}, optional. */
@Tag("parity")
class ParityTest {

  private static final String PYTHON = System.getProperty("convzoo.python", "python3");
  private static final Path SCRIPT = Path.of("parity", "load_saved_model.py");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"lenet, 28, 28", "lenet, 28, 40", "alexnet, 227, 227", "googlenet, 96, 28"})
  void pythonLoadsTheModelAndGetsTheSameNumbers(String name, int size, int pixels)
      throws Exception {
    assumeTrue(
        run(PYTHON, "-c", "import tensorflow") == 0, PYTHON + " has no TensorFlow to compare with");
    RandomModel model = new RandomModel(name, size, pixels, folder);
    Path json = folder.resolve("expected.json");
    new ObjectMapper()
        .writeValue(
            json.toFile(),
            Map.of(
                "image", array(List.of(2, pixels, pixels, 1), model.images),
                "logits", array(List.of(2, RandomModel.CLASSES), model.logits),
                "probabilities", array(List.of(2, RandomModel.CLASSES), model.probabilities),
                "classes", array(List.of(2), model.classes)));
    System.out.printf("%s at %d, images of %d pixels:%n", name, size, pixels);
    assertEquals(
        0,
        run(
            PYTHON,
            SCRIPT.toString(),
            model.export(folder.resolve(name)).toString(),
            json.toString()));
  }

  private static Map<String, Object> array(List<Integer> shape, Object values) {
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

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    System.out.print(new String(process.getInputStream().readAllBytes()));
    return process.waitFor();
  }
}
