package org.convzoo.attack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.convzoo.attack.Target.Check;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** What commands that end with exit code 0 promise. */
final class Checks {

  static final String MODEL = "saved_model.pb";

  private static final String EXTERNAL_DTD =
      "http://apache.org/xml/features/nonvalidating/load-external-dtd";

  private static final Pattern GUESSES =
      Pattern.compile("[^\n]+\n( {2} *(\\d{1,2}\\.\\d\\d|100\\.00) %  [^\n]+\n){1,3}");

  private Checks() {}

  /** All that is printed matches a pattern. */
  static Check prints(String pattern) {
    Pattern whole = Pattern.compile(pattern);
    return (folder, damaged, outcome) ->
        whole.matcher(outcome.out()).matches() ? null : "unexpected: " + outcome.out();
  }

  /** A file is there, and not empty. */
  static Check writes(String name) {
    return (folder, damaged, outcome) -> {
      Path file = folder.resolve(name);
      return Files.isRegularFile(file) && Files.size(file) > 0 ? null : name + " is missing";
    };
  }

  /** An image or a drawing can be read. */
  static Check draws(String name) {
    return (folder, damaged, outcome) -> {
      Path file = folder.resolve(name);
      if (name.endsWith(".svg")) {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(EXTERNAL_DTD, false); // which stands on a server of the W3C
        factory.newDocumentBuilder().parse(file.toFile());
        return null;
      }
      return ImageIO.read(file.toFile()) == null ? name + " is no image" : null;
    };
  }

  /** A recipe is printed that, read again, is printed in the same way. */
  static String recipe(Path folder, Path damaged, Outcome outcome) throws IOException {
    Path printed = Files.writeString(folder.resolve("printed.yaml"), outcome.out());
    Outcome again = Calls.run("train --print-recipe lenet --recipe", printed);
    return again.code() == 0 && again.out().equals(outcome.out())
        ? null
        : "printed a recipe that is read as another: " + again.err() + outcome.out();
  }

  /** Of damaged weights nothing is made: what is printed is what whole ones gave. */
  static Check wholeWeights(Set<String> right) {
    return (folder, damaged, outcome) ->
        !damaged.toString().contains("checkpoints") || right.contains(score(outcome.out()))
            ? null
            : "other weights, or none: " + outcome.out();
  }

  /** What {@code evaluate} prints, without the place of its data. */
  static String score(String printed) {
    return printed.replaceFirst(", on [^\n]*", "");
  }

  /**
   * A model was exported that is that of a whole checkpoint. Its graph has the labels in it, too:
   * where they are damaged, its weights are.
   *
   * @param right the files of such models, whose bytes are the same each time
   */
  static Check exports(List<byte[]> right) {
    return (folder, damaged, outcome) -> {
      Path export = folder.resolve("out/lenet/1");
      for (String name : List.of(MODEL, "assets/labels.txt")) {
        if (!Files.exists(export.resolve(name))) {
          return "exported without " + name;
        }
      }
      byte[] exported = Files.readAllBytes(export.resolve(MODEL));
      for (byte[] model : right) {
        if (damaged.endsWith("labels.txt")
            ? weights(model).equals(weights(exported))
            : Arrays.equals(model, exported)) {
          return null;
        }
      }
      return "exported other weights";
    };
  }

  /** Returns the constants of an export that stand for variables, by their names. */
  private static Map<String, AttrValue> weights(byte[] model) throws IOException {
    return SavedModel.parseFrom(model).getMetaGraphs(0).getGraphDef().getNodeList().stream()
        .filter(node -> node.containsAttr("_trainable"))
        .collect(Collectors.toMap(NodeDef::getName, node -> node.getAttrOrThrow("value")));
  }

  /** A classifier's guesses: numbers, and no more than all. */
  static String guesses(Path folder, Path damaged, Outcome outcome) {
    if (!GUESSES.matcher(outcome.out()).matches()) {
      return "unexpected: " + outcome.out();
    }
    double sum =
        outcome
            .out()
            .lines()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.replaceFirst(" %.*", "")))
            .sum();
    return sum > 100.02 ? "probabilities of %.2f %%".formatted(sum) : null;
  }

  /** As many images are converted as can be read again. */
  static String shards(Path folder, Path damaged, Outcome outcome) {
    Outcome again = Calls.run("data check", folder.resolve("shards"));
    return again.code() == 0 ? null : "converted to what is wrong: " + again.err() + again.out();
  }

  /** Every image of an album has come to one side. */
  static String parted(Path folder, Path damaged, Outcome outcome) throws IOException {
    long before = count(folder.resolve("album"));
    long after = count(folder.resolve("parted"));
    return before == after ? null : "%d images became %d".formatted(before, after);
  }

  /** A report in JSON. */
  static String json(Path folder, Path damaged, Outcome outcome) throws IOException {
    return new ObjectMapper().readTree(outcome.out()).isEmpty() ? "an empty report" : null;
  }

  /** No lines but those of the epochs that there are, each once and in order. */
  static Check metrics(int epochs) {
    return (folder, damaged, outcome) -> {
      List<String> seen = new ArrayList<>();
      for (String line : Files.readAllLines(folder.resolve("run/metrics.csv"))) {
        seen.add(line.substring(0, Math.max(0, line.indexOf(','))).strip());
      }
      List<String> right = new ArrayList<>(List.of("epoch"));
      for (int epoch = 1; epoch <= epochs; epoch++) {
        right.add(Integer.toString(epoch));
      }
      return seen.equals(right) ? null : "metrics of the epochs " + seen;
    };
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).count();
    }
  }
}
