package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The examples that --help ends with. */
class HelpExamplesTest {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir private Path folder;

  private static CommandLine line() {
    return new CommandLine(new Convzoo()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Returns the words of each example, without the program's name and a redirection. */
  static List<List<String>> examples() {
    List<List<String>> examples = new ArrayList<>();
    all(line())
        .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()))
        .filter(line -> line.startsWith("  convzoo "))
        .map(line -> line.replaceFirst("^  convzoo ", "").replaceFirst(" > .*", ""))
        .forEach(example -> examples.add(words(example)));
    return examples;
  }

  private static Stream<CommandLine> all(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(HelpExamplesTest::all));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(
          Stream.of(1, 2, 3).map(matcher::group).filter(g -> g != null).findFirst().orElseThrow());
    }
    return words;
  }

  static List<List<String>> ofNewTrainings() {
    return examples().stream()
        .filter(words -> words.get(0).equals("train") && !words.contains("--resume"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsUnderstood(List<String> words) {
    assertDoesNotThrow(() -> line().parseArgs(words.toArray(String[]::new)));
  }

  /**
   * In a folder with small runs and photographs. Two trainings are made, and their runs stand for
   * others, too; left out are examples of runs that are large or of other tasks, of models and
   * checkpoints that are not there, of downloads, of servers, and what takes or measures long.
   */
  @Test
  void examplesRunAsTheyStand() throws Exception {
    Path data = SmallData.write(folder.resolve("data"), 200, 60);
    for (String network : List.of("lenet", "lenet-bn")) {
      String call = "train %s --epochs 1 --watch gradients --data-dir".formatted(network);
      Calls.succeed(call, data, "--run", folder.resolve("runs").resolve(network));
    }
    for (String other : List.of("alexnet", "lenet-sweep", "plain56", "resnet56")) {
      copy(folder.resolve("runs/lenet"), folder.resolve("runs").resolve(other));
    }
    SmallFiles.folder(folder.resolve("photos"), 33);
    String recipe = Calls.succeed("recipes lenet default").replace("fashion-mnist", "folder");
    Files.writeString(folder.resolve("mine.yaml"), recipe);
    for (String name : List.of("shoe.png", "a.jpg", "b.jpg")) {
      SmallFiles.write(folder.resolve(name), SmallFiles.noise(30, 20, name.hashCode()));
    }
    Pattern absent =
        Pattern.compile(
            "(train|launch|bench|sweep|serve) .*|models|doctor --gpu-check.*|data fetch .*|.*--roofline.*"
                + "|.*(models/|/srv/|runs/(vgg|unet|resnet20|resnet50)|checkpoints/1727).*");
    Set<String> calls = new LinkedHashSet<>();
    for (List<String> words : examples()) {
      if (!absent.matcher(String.join(" ", words)).matches()) {
        calls.add(String.join(ExamplesInAFolder.SEPARATOR, words));
      }
    }
    assertTrue(calls.size() > 40, calls.toString());
    Path file = Files.write(folder.resolve("calls.txt"), calls);
    List<String> command = new ArrayList<>(Child.command());
    command.set(command.indexOf(Convzoo.class.getName()), ExamplesInAFolder.class.getName());
    command.add(file.toString());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("done" + System.lineSeparator(), printed);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ofNewTrainings")
  void recipeOfATrainingHasTheValuesThatTheExampleSets(List<String> words) {
    List<Object> call = new ArrayList<>(words);
    call.remove("--print-recipe");
    call.add("--print-recipe");
    assertFalse(Calls.succeed(call.toArray()).isEmpty());
  }

  @Test
  void valuesThatOptionsAreExplainedWithMayBeSet() {
    List<String> explained = new ArrayList<>();
    for (OptionSpec option : line().getSubcommands().get("train").getCommandSpec().options()) {
      Matcher such = Pattern.compile("such as (\\w[\\w.]+=[\\d.]*\\d)").matcher(text(option));
      while (such.find()) {
        explained.add(such.group(1));
      }
    }
    assertEquals(List.of("label_smoothing=0.1", "optimizer.momentum=0.9"), explained);
    Calls.succeed("train lenet --print-recipe --set label_smoothing=0.1");
    Calls.succeed("train lenet --print-recipe --optimizer sgd --set optimizer.momentum=0.9");
  }

  private static String text(OptionSpec option) {
    return String.join(" ", option.description());
  }
}
