package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.Python;
import org.convzoo.graphs.Zoo;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of Keras' networks in {@code docs/report.md}, which others' counts stand behind. */
class KerasApplicationsTest {

  /** What the document says: trainable parameters, others, multiply-adds. */
  private static Map<String, List<Long>> table() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("..", "docs", "report.md"))) {
      return lines
          .dropWhile(line -> !line.equals("|network|trainable|other|multiply-adds|"))
          .skip(2)
          .takeWhile(line -> line.startsWith("|"))
          .map(line -> List.of(line.substring(1).replace(",", "").split("\\|")))
          .collect(
              Collectors.toMap(
                  row -> row.get(0), row -> row.stream().skip(1).map(Long::valueOf).toList()));
    }
  }

  private static List<Long> counts(GraphSource subject) {
    try (subject) {
      Row total = GraphReport.of(subject).total();
      assertEquals(List.of(), total.uncounted());
      return Arrays.asList(total.trainable(), total.other(), total.macs());
    }
  }

  /** Whose parameters and multiply-adds other tests hold against their papers. */
  @ParameterizedTest
  @CsvSource({"ResNet50, resnet50-keras", "DenseNet121, densenet121", "VGG16, vgg16"})
  void networksThatAreInTheZooComeToAsMuchThere(String keras, String ours) throws IOException {
    var network = Zoo.get(ours);
    var size = network.spec().input();
    assertEquals(
        table().get(keras), counts(GraphSource.network(network, Setup.of(network).withSize(size))));
  }

  @Test
  @Tag("parity")
  void whatKerasWritesComesToWhatTheDocumentSays(@TempDir Path folder) throws Exception {
    Python.assumeHas("keras");
    Python.script("make_saved_models.py", "large", folder);
    Map<String, List<Long>> table = table();
    assertEquals(9, table.size());
    for (String name : table.keySet()) {
      Path model = folder.resolve(name.toLowerCase(Locale.ROOT));
      GraphSource subject = GraphSource.savedModel(model, "serving_default", Feed.AS_SAVED);
      assertEquals(table.get(name), counts(subject), name);
    }
  }
}
