package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recipe that cannot be is refused in one line, and no run is begun. */
class BadRecipeTest {

  @TempDir private Path folder;

  @AfterEach
  void noRunWasBegun() throws IOException {
    assertEquals(List.of(), Calls.names(folder).stream().filter("run"::equals).toList());
  }

  private void refused(String message, String call) {
    Calls.fail(2, message, call + " --run", folder.resolve("run"));
  }

  @Test
  void unknownKeyOfARecipeOffersTheNearest() {
    Calls.fail(
        2,
        "recipe default: unknown key \"epoch\": did you mean epochs?",
        "train lenet --set epoch=3");
    Calls.fail(
        2,
        "recipe d2l: unknown key \"optimizer.momentun\": did you mean momentum?",
        "train lenet --recipe d2l --set optimizer.momentun=0.5");
  }

  @Test
  void negativeRateIsRefused() {
    refused(
        "recipe default: learning_rate: base must be above 0, got -0.1",
        "train lenet --learning-rate -0.1");
    refused(
        "recipe default: warmup: from must be at least 0, got -0.1",
        "train lenet --set warmup.epochs=1 --set warmup.from=-0.1");
  }

  @Test
  void scheduleThatEndsBeforeItStartsIsRefused() {
    refused(
        "recipe default: the warm-up ends after 5.0 epochs, but the training after 5",
        "train lenet --epochs 5 --set warmup.epochs=5");
    refused(
        "recipe default: learning_rate: at must rise from above 0, got [3, 2]",
        "train lenet --set learning_rate={\"schedule\":\"multistep\",\"base\":0.1,\"factor\":0.1,\"at\":[3,2]}");
  }

  @ParameterizedTest
  @CsvSource({
    "mini_batch, batch_size",
    "lr, learning_rate.base",
    "optimizer.lr, learning_rate.base",
    "weight_decay, optimizer.weight_decay"
  })
  void keysOfOtherFrameworksAreKnown(String typed, String meant) {
    refused(
        "recipe default: unknown key \"%s\": did you mean %s?".formatted(typed, meant),
        "train lenet --set %s=1".formatted(typed));
  }

  @Test
  void recipeThatIsNotThereIsNamed() {
    Calls.fail(
        2,
        "there is no recipe \"papr\" for lenet; there is: default, quick, d2l, d2l-adam",
        "train lenet --recipe papr");
    Path file = folder.resolve("none.yaml");
    Calls.fail(2, "there is no recipe " + file, "train lenet --recipe", file);
  }

  @Test
  void recipeOfAnotherNetworkIsRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("alexnet.yaml"), Calls.succeed("train alexnet --print-recipe"));
    Calls.fail(
        2,
        "the recipe %s is for alexnet, not for lenet".formatted(file),
        "train lenet --recipe",
        file);
    Calls.fail(
        2, "the recipe default is for alexnet, not for lenet", "train lenet --set network=alexnet");
  }

  @Test
  void valueThatIsNoneIsNamedWithItsKey() {
    refused("epochs cannot be \"[1\"", "train lenet --set epochs=[1");
    String message = Calls.failing(2, "train lenet --set seed=99999999999999999999");
    assertTrue(message.startsWith("recipe default: seed: Numeric value"), message);
  }

  @Test
  void keyThatIsThereTwiceIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "batch: 1\nepochs: 2\nbatch: 3\n");
    Calls.fail(
        2, file + " is not YAML: line 3: Duplicate field 'batch'", "train lenet --recipe", file);
  }

  @Test
  void secondDocumentIsRefused() throws IOException {
    String recipe = Calls.succeed("train lenet --print-recipe");
    Path file = Files.writeString(folder.resolve("a.yaml"), recipe + "---\nbatch: 7\n");
    Calls.fail(2, file + " holds more than one document", "train lenet --recipe", file);
  }

  @Test
  void textInAnotherEncodingIsNamed() throws IOException {
    Path file = folder.resolve("a.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xe4});
    Calls.fail(1, file + " cannot be read: it is not text in UTF-8", "train lenet --recipe", file);
    Path other = Files.createDirectory(folder.resolve("b.yaml"));
    Calls.fail(
        1, other + " cannot be read: it is a folder, not a file", "train lenet --recipe", other);
  }

  @Test
  void recipeOfMoreThanAMegabyteIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "# \n".repeat(1 << 19));
    Calls.fail(
        1,
        file + " cannot be read: it has more than 1,048,576 bytes",
        "train lenet --recipe",
        file);
  }

  @Test
  void fileThatIsNoRecipeIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.yaml"), "just words\n");
    Calls.fail(
        2, text + " is empty or not a list of keys and values", "train lenet --recipe", text);
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "batch: [1\nepochs: 2\n");
    String message = Calls.failing(2, "train lenet --recipe", broken);
    assertTrue(message.startsWith(broken + " is not YAML: "), message);
  }
}
