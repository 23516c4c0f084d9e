package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.graphs.Zoo;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;
import org.convzoo.train.run.TinyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;

/** The commands as a user calls them, one after the other. */
class EndToEndTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TESTED = 100;

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static String said;

  @BeforeAll
  static void train() {
    data = SmallData.write(folder.resolve("data"), 600, TESTED);
    run = folder.resolve("lenet");
    said =
        Calls.succeed(
            "train lenet-caffe --epochs 2 --set checkpoint.every=4 --run", run, "--data-dir", data);
  }

  @Test
  void trainingSaysWhatItDoesAndWhatToDoNext() {
    // a slow machine says how far it is every ten seconds
    List<String> lines = said.lines().filter(line -> !line.matches("epoch \\d+, .*")).toList();
    assertEquals("lenet-caffe on fashion-mnist: " + data, lines.get(0));
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "600 training and 100 test images at 28x28x1, batches of 64, 2 epochs, on "),
        lines.get(1));
    assertTrue(lines.get(2).startsWith("epoch 1: train loss "), lines.get(2));
    assertTrue(lines.get(3).startsWith("epoch 2: train loss "), lines.get(3));
    assertTrue(lines.get(4).endsWith(" to " + run.resolve("export/lenet-caffe/1")), lines.get(4));
    assertEquals("try: convzoo predict %s IMAGE".formatted(run), lines.get(5));
  }

  @Test
  void runLeavesRecipeMetricsEventsAndCheckpoints() throws IOException {
    Map<String, String> changes =
        Map.of("epochs", "2", "checkpoint.every", "4", "data_dir", data.toString());
    var expected = Recipes.shipped("lenet-caffe", "default", changes);
    assertEquals(expected, Run.open(run, Map.of()).recipe());
    assertEquals(3, Files.readAllLines(run.resolve("metrics.csv")).size());
    assertEquals(
        1, Calls.names(run).stream().filter(n -> n.startsWith("events.out.tfevents.")).count());
    // 10 steps an epoch; the three newest are kept, and the best where it is not among them
    List<String> steps = Calls.names(run.resolve("checkpoints"));
    assertTrue(steps.containsAll(List.of("12", "16", "20")), steps.toString());
    assertTrue(steps.size() == 3 || steps.size() == 4 && steps.contains("10"), steps.toString());
  }

  @Test
  void eventsHoldTheCurves() throws IOException {
    Map<Long, Map<String, Double>> points = TinyRun.events(run);
    assertEquals(Set.of(0L, 10L, 20L), points.keySet()); // 20 steps, two ends of epochs
    assertEquals(Set.of("loss", "accuracy"), points.get(0L).keySet());
    List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
    List<String> names = List.of(lines.get(0).split(","));
    for (String line : lines.subList(1, 3)) {
      List<String> cells = List.of(line.split(","));
      Map<String, Double> point = points.get(Long.valueOf(cells.get(names.indexOf("step"))));
      assertEquals(Set.of("learning_rate", "test_loss", "test_accuracy"), point.keySet());
      point.forEach(
          (tag, value) ->
              assertEquals(Float.parseFloat(cells.get(names.indexOf(tag))), value, tag));
    }
  }

  @Test
  void lossOfStepsIsPlotted() throws IOException {
    Path svg = folder.resolve("steps.svg");
    assertEquals("drawn in %s%n".formatted(svg), Calls.succeed("plot --by step", run, "--to", svg));
    try (Stream<String> lines = Files.lines(svg)) {
      // loss and accuracy of step 0, the only one of 20 that is written, and the legend's
      assertEquals(3, lines.filter(line -> line.strip().startsWith("<ellipse")).count());
    }
  }

  @Test
  void evaluationAgreesWithMetrics() throws IOException {
    String[] cells = Files.readAllLines(run.resolve("metrics.csv")).get(2).split(",");
    JsonNode score =
        JSON.readTree(Calls.succeed("evaluate --checkpoint last --json", run, "--data-dir", data));
    assertEquals(TESTED, score.get("images").asInt());
    assertEquals(Double.parseDouble(cells[5]), score.get("loss").asDouble(), 1e-6);
    assertEquals(Double.parseDouble(cells[6]), score.get("accuracy").asDouble());
    assertTrue(score.get("top5").asDouble() >= score.get("accuracy").asDouble());
  }

  @Test
  void accuracyIsTheShareOfImagesThatPredictionsGetRight() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Object[] call = new Object[TESTED + 2];
    call[0] = "predict --top 5 --json";
    call[1] = run;
    for (int i = 0; i < TESTED; i++) {
      Path file = images.resolve("%03d.png".formatted(i));
      ImageIO.write(SmallData.image(i), "png", file.toFile());
      call[i + 2] = file;
    }
    int right = 0;
    int amongFive = 0;
    List<String> lines = Calls.succeed(call).lines().toList();
    for (int i = 0; i < TESTED; i++) {
      JsonNode guesses = JSON.readTree(lines.get(i)).get("guesses");
      String label = SmallData.label(i);
      right += guesses.get(0).get("label").asText().equals(label) ? 1 : 0;
      amongFive += guesses.findValuesAsText("label").contains(label) ? 1 : 0;
    }
    String printed = Calls.succeed("evaluate", run); // it knows where its data is
    assertTrue(
        printed.endsWith("top-1 %.4f, top-5 %.4f%n".formatted(right / 100.0, amongFive / 100.0)),
        printed);
  }

  @Test
  void predictionsAreForPeople() throws IOException {
    Path image = folder.resolve("boot.png");
    ImageIO.write(SmallData.image(0), "png", image.toFile());
    List<String> lines = Calls.succeed("predict --top 2", run, image).lines().toList();
    assertEquals(3, lines.size());
    assertEquals(image.toString(), lines.get(0));
    assertTrue(lines.get(1).matches(" +\\d+\\.\\d\\d %  .+"), lines.get(1));
  }

  @Test
  void onnxExportsStandApartFromSavedModels() {
    Path file = run.resolve("onnx/lenet-caffe/1/model.onnx");
    String printed = Calls.succeed("export --checkpoint last --format onnx", run);
    assertEquals("exported step 20 to %s%n".formatted(file), printed);
    assertTrue(Files.exists(file));
    Outcome refused = Calls.run("export --format onnx --variables", run);
    assertEquals(2, refused.code());
    assertTrue(
        refused.err().contains("an ONNX model holds its weights as constants"), refused.err());
  }

  @Test
  void exportMakesTheNextVersionOrAnotherBase() {
    Path models = folder.resolve("models");
    String printed = Calls.succeed("export --checkpoint last --to", models, run);
    assertEquals("exported step 20 to %s%n".formatted(models.resolve("lenet-caffe/1")), printed);
    assertTrue(Calls.succeed("export --to", models, run).endsWith("lenet-caffe/2%n".formatted()));
  }

  @Test
  void recipeThatWasPrintedCanBeTrainedWith() throws IOException {
    // in a process of its own: what is printed must have been flushed when it ends
    Outcome printed =
        Child.start(folder.resolve("logs"), "train lenet --print-recipe --set seed=5").await();
    assertEquals(0, printed.code(), printed.err());
    Path file = Files.writeString(folder.resolve("mine.yaml"), printed.out());
    assertEquals(
        Recipes.shipped("lenet", "default", Map.of("seed", "5")), Recipes.read(file, Map.of()));
    Path mine = folder.resolve("mine");
    Calls.succeed("train lenet --epochs 1 --recipe", file, "--run", mine, "--data-dir", data);
    assertEquals(5, Run.open(mine, Map.of()).recipe().seed());
  }

  @Test
  void limitsOfStepsAndTimeStopAndSave() {
    Path limited = folder.resolve("limited");
    String next = "; go on with: convzoo train --resume " + limited;
    String first = Calls.succeed("train lenet --max-steps 5 --run", limited, "--data-dir", data);
    assertTrue(first.contains("stopped and saved after step 5" + next), first);
    String then = Calls.succeed("train --max-time 0s --resume", limited, "--data-dir", data);
    assertTrue(then.contains("stopped and saved after step 5" + next), then);
  }

  @Test
  void modelsListsTheWholeZooByFamily() {
    List<String> expected = new ArrayList<>();
    Zoo.families()
        .forEach(
            (family, networks) -> {
              expected.add(family);
              networks.forEach(network -> expected.add("  " + network.spec().name()));
            });
    List<String> said =
        Calls.succeed("models")
            .lines()
            .skip(1)
            .map(line -> line.startsWith("  ") ? "  " + line.trim().split(" ")[0] : line)
            .toList();
    assertEquals(expected, said);
  }

  @Test
  void modelsListsWhatFits() throws IOException {
    JsonNode rows = JSON.readTree(Calls.succeed("models --json lenet*"));
    assertEquals(
        List.of(
            "lenet",
            "lenet-bn",
            "lenet-d2l-first",
            "lenet-d2l-first-bn",
            "lenet-caffe",
            "lenet5",
            "lenet-k3",
            "lenet-k5",
            "lenet-k7",
            "lenet-k11"),
        rows.findValuesAsText("name"));
    // 5 x 5 x 6 + 6 + 5 x 5 x 6 x 16 + 16 + 400 x 120 + 120 + 120 x 84 + 84 + 84 x 10 + 10
    assertEquals(61_706, rows.get(0).get("parameters").asLong());
    // 28 x 28 x 25 x 6 + 10 x 10 x 25 x 6 x 16 + 400 x 120 + 120 x 84 + 84 x 10
    assertEquals(416_520, rows.get(0).get("macs").asLong());
    assertEquals("LeNet", rows.get(0).get("family").asText());
    assertEquals(28, rows.get(0).get("input").get("height").asInt());
    String part = Calls.succeed("models vgg --task classification");
    assertTrue(part.contains(" vgg16-bn ") && !part.contains(" lenet "), part);
  }

  @Test
  void dataInfoSaysWhatIsThere() {
    String said = Calls.succeed("data info fashion-mnist --data-dir", data);
    assertTrue(said.startsWith("fashion-mnist: " + data), said);
    assertTrue(said.contains("600 training and 100 test images"), said);
    assertTrue(said.contains("10 classes: T-shirt/top, Trouser, "), said);
    String embedded = Calls.succeed("data info fashion-mnist --embedded-data");
    assertTrue(embedded.contains("10,000 training and 2,000 test images"), embedded);
    assertEquals(embedded, Calls.succeed("data info fashion-mnist-embedded"));
    Calls.fail(
        2,
        "--embedded-data is a part of fashion-mnist, not of shapes",
        "data info shapes --embedded-data");
  }

  @Test
  void variableNamesTheFolderOfDataOrOneAroundIt() throws IOException {
    Path around = Files.createDirectory(folder.resolve("around"));
    Path inside = SmallData.write(around.resolve("fashion-mnist"), 3, 2);
    for (Path[] pair : new Path[][] {{data, data}, {around, inside}}) {
      List<String> command = new ArrayList<>(List.of("env", "CONVZOO_DATA=" + pair[0]));
      command.addAll(Child.command("data info fashion-mnist"));
      Outcome outcome = Child.start(folder.resolve("logs"), command).await();
      assertEquals(0, outcome.code(), outcome.err());
      String first = "fashion-mnist: %s (CONVZOO_DATA)".formatted(pair[1]);
      assertEquals(first, outcome.out().lines().findFirst().orElseThrow());
    }
  }

  /** A folder of CIFAR-10 alone: Fashion-MNIST is then looked for elsewhere. */
  @Test
  void variableMayNameAFolderOfOtherData() throws IOException {
    Path others = Files.createDirectories(folder.resolve("others").resolve("cifar10")).getParent();
    List<String> command = new ArrayList<>(List.of("env", "CONVZOO_DATA=" + others));
    command.addAll(Child.command("data info fashion-mnist"));
    Outcome outcome = Child.start(folder.resolve("logs"), command).await();
    assertEquals(0, outcome.code(), outcome.err());
    assertFalse(outcome.out().contains("CONVZOO_DATA"), outcome.out());
  }

  @Test
  void numbersArePrintedAlikeInEveryCountry() throws IOException {
    List<String> command = new ArrayList<>(Child.command("report lenet"));
    command.addAll(1, List.of("-Duser.language=de", "-Duser.country=DE"));
    Outcome outcome = Child.start(folder.resolve("logs"), command).await();
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("61,706 parameters"), outcome.out());
  }

  @Test
  void doctorPrintsVersionsAndDevices() {
    String said = Calls.succeed("doctor");
    assertTrue(said.contains(TensorFlow.version()), said);
    assertTrue(said.contains("CPU:0"), said);
    assertTrue(said.contains(Runtime.version().toString()), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "infer"})
  void benchMeasures(String mode) throws IOException {
    JsonNode figures =
        JSON.readTree(
            Calls.succeed("bench lenet --steps 2 --warmup 1 --batch 4 --json --mode " + mode));
    assertEquals("lenet", figures.get("network").asText());
    assertEquals(mode, figures.get("mode").asText());
    assertEquals("28x28x1", figures.get("size").asText());
    assertEquals(4, figures.get("batch").asInt());
    assertEquals(2, figures.get("steps").asInt());
    assertEquals(61_706, figures.get("parameters").asLong());
    for (String figure : List.of("median_ms", "p90_ms", "images_per_second", "gflops")) {
      assertTrue(figures.get(figure).asDouble() > 0, figures.toString());
    }
    assertTrue(figures.get("p90_ms").asDouble() >= figures.get("median_ms").asDouble());
  }

  @Test
  void benchMakesATableOfSeveralNetworks() {
    String said = Calls.succeed("bench lenet lenet-caffe --steps 1 --warmup 0 --batch 2");
    List<String> lines = said.lines().toList();
    assertEquals(4, lines.size(), said);
    assertTrue(lines.get(0).startsWith("train in float32, batches of 2, on "), said);
    assertTrue(lines.get(2).startsWith("lenet  "), said);
    assertTrue(lines.get(2).contains(" 61,706 "), said);
    assertTrue(lines.get(3).startsWith("lenet-caffe "), said);
  }

  @Test
  void benchMeasuresTheRealPipelineToo() throws IOException {
    JsonNode figures =
        JSON.readTree(
            Calls.succeed("bench lenet --steps 2 --warmup 0 --json --input real --data-dir", data));
    assertEquals("fashion-mnist", figures.get("source").asText());
    assertEquals("28x28x1", figures.get("size").asText());
  }

  @Test
  void completionScriptKnowsTheCommands() {
    String script = Calls.succeed("generate-completion");
    assertTrue(script.startsWith("#!/usr/bin/env bash"), script);
    for (String command : commands()) {
      assertTrue(script.contains("'" + command + "'") || script.contains(command + ")"), command);
    }
    assertTrue(script.contains("--learning-rate"));
  }

  @Test
  void helpOfEveryCommandHasExamplesAndNamesItsOptions() {
    String top = Calls.succeed("--help");
    assertTrue(top.contains("Exit codes:"), top);
    assertTrue(commands().size() >= 8, commands().toString());
    for (String command : commands()) {
      assertTrue(top.contains("  " + command), top);
      String help = Calls.succeed(command + " --help");
      assertTrue(help.startsWith("Usage: convzoo " + command), help);
      assertTrue(help.contains("Example"), help);
    }
  }

  @Test
  void examplesInTheHelpAreCallsThatParse() {
    assertTrue(commands().contains("report"), commands().toString());
    for (String command : commands()) {
      int examples = 0;
      Matcher example =
          Pattern.compile("^  convzoo (.*?)( > .*)?$", Pattern.MULTILINE)
              .matcher(Calls.succeed(command + " --help"));
      while (example.find()) {
        List<String> words = Child.words(example.group(1).replace("*", "a"));
        new CommandLine(new Convzoo())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(words.toArray(String[]::new));
        examples++;
      }
      assertTrue(examples > 0, command);
    }
  }

  private static List<String> commands() {
    return new CommandLine(new Convzoo())
        .getSubcommands().keySet().stream().filter(c -> !c.startsWith("generate")).toList();
  }

  @Test
  void nothingAtAllIsAWrongCallThatShowsTheUsage() {
    Outcome outcome = Calls.run();
    assertEquals(2, outcome.code());
    assertTrue(outcome.out().startsWith("Usage: convzoo "), outcome.out());
  }
}
