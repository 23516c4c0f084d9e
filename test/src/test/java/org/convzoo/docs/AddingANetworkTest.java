package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.convzoo.graphs.Constants;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.internal.runtime.MultiplyAdds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The worked example in docs/adding-a-network.md. */
class AddingANetworkTest {

  private static final Document DOCUMENT = new Document("docs/adding-a-network.md");

  @TempDir private Path folder;

  @Test
  void exampleCompilesAndHasTheNumbersOfItsRows() throws Exception {
    String[] row = DOCUMENT.block("csv").split(",", 6);
    try (var loader = Document.compile("AllCnn", DOCUMENT.block("java"), folder);
        Drawn drawn = new Drawn()) {
      Network network =
          (Network) loader.loadClass("org.convzoo.graphs.classic.AllCnn").getEnumConstants()[0];
      Spec spec = network.spec();
      assertEquals(row[0], spec.name());
      Spec.Input size = spec.input();
      Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
      var images = drawn.test().placeholder(TFloat32.class, Placeholder.shape(shape));
      network.build(drawn.inference().under("inference"), images, spec.classes());
      assertEquals(Long.parseLong(row[1]), drawn.variables().parameters());
      assertEquals(Long.parseLong(row[4]), MultiplyAdds.perImage(drawn.graph()));
      NetworkOutput training = network.build(drawn.training(1), images, spec.classes());
      assertEquals(Long.parseLong(row[2]), drawn.variables().parameters());
      Map<String, String> constants = Constants.of(drawn, training);
      assertEquals(Set.of("dropout"), constants.keySet());
      String dropout = "all-cnn-c,dropout,\"%s\",".formatted(constants.get("dropout"));
      assertTrue(DOCUMENT.text().contains(dropout), dropout);
    }
  }

  @Test
  void namedTestsExist() throws Exception {
    for (String test : Set.of("ParametersTest", "EveryNetworkTest", "VggTest", "RecipesTest")) {
      assertTrue(DOCUMENT.text().contains("`" + test + "`"), test);
      assertTrue(Document.hasTest(test), test);
    }
  }

  @Test
  void exampleIsNotInTheZoo() {
    assertTrue(Zoo.all().stream().noneMatch(n -> n.spec().name().equals("all-cnn-c")));
  }
}
