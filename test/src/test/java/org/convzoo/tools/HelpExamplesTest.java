package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The examples that --help ends with. */
class HelpExamplesTest {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

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

  /** Examples of recipes, of reports that measure nothing, and of what data there are. */
  static List<List<String>> thatNeedNothing() {
    return examples().stream()
        .filter(
            words ->
                words.get(0).equals("recipes")
                    || words.get(0).equals("report")
                        && !words.get(1).startsWith("models/")
                        && !words.contains("--roofline")
                    || words.equals(List.of("data", "info", "fashion-mnist")))
        .toList();
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

  @ParameterizedTest
  @MethodSource("thatNeedNothing")
  void exampleRuns(List<String> words) {
    assertFalse(Calls.succeed(words.toArray()).isEmpty());
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
