package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.export.Hostile;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that would write a file: no command lets them. */
class HostileModelTest {

  @TempDir static Path folder;
  private static Path data;
  private static Path run;
  private static Path image;

  @BeforeAll
  static void train() throws IOException {
    data = SmallData.write(folder.resolve("data"), 100, 20);
    run = folder.resolve("run");
    Calls.succeed("train lenet --epochs 1 --batch 50 --run", run, "--data-dir", data);
    image = folder.resolve("image.png");
    SmallFiles.write(image, SmallData.image(0));
  }

  private static Path target(Hostile how, String command) {
    return folder.resolve("%s-by-%s".formatted(how, command));
  }

  private static Path model(Hostile how, String command) {
    return how.copy(
        run.resolve("export/lenet/1"),
        folder.resolve("%s-for-%s".formatted(how, command)),
        target(how, command));
  }

  private static String operation(Hostile how) {
    return how == Hostile.CONSTANT ? "debug is a DebugIdentity" : "write is a WriteFile";
  }

  /** Otherwise the other tests would hold whatever the commands did. */
  @ParameterizedTest
  @EnumSource
  void trustedItWrites(Hostile how) {
    Calls.run("predict --trust", model(how, "trust"), image);
    assertTrue(Files.exists(target(how, "trust")));
  }

  @ParameterizedTest
  @EnumSource
  void predictRefusesIt(Hostile how) {
    Path model = model(how, "predict");
    Calls.fail(
        1,
        "%s is not loaded, for it is more than a network: its operation %s; --trust loads it all the same"
            .formatted(model, operation(how)),
        "predict",
        model,
        image);
    assertFalse(Files.exists(target(how, "predict")));
  }

  /** It reads runs, whose checkpoints are no programs. */
  @ParameterizedTest
  @EnumSource
  void evaluateRefusesIt(Hostile how) {
    Path model = model(how, "evaluate");
    Calls.failing(2, "evaluate", model, "--data-dir", data);
    assertFalse(Files.exists(target(how, "evaluate")));
  }

  /** It takes the numbers alone, and has no need to refuse the rest. */
  @ParameterizedTest
  @EnumSource
  void initFromRunsNothingOfIt(Hostile how) {
    Path model = model(how, "init");
    Path next = folder.resolve("run-" + how);
    Outcome outcome =
        Calls.run(
            "train lenet --max-steps 1 --run", next, "--data-dir", data, "--init-from", model);
    assertEquals(0, outcome.code(), outcome.err());
    assertFalse(Files.exists(target(how, "init")));
  }

  @ParameterizedTest
  @EnumSource
  void scanNamesItAndLoadsNothing(Hostile how) {
    Path model = model(how, "scan");
    Outcome outcome = Calls.run("scan", model);
    assertEquals(1, outcome.code(), outcome.err());
    String wanted =
        switch (how) {
          case SIGNATURE ->
              "  node write: WriteFile writes files; run by signature classes, signature serving_default";
          case INITIALISER ->
              "  node write: WriteFile writes files; run by signature __saved_model_init_op";
          case FUNCTION ->
              "  function innocent, node write: WriteFile writes files; run by signature classes, signature serving_default";
          case CONSTANT ->
              "  node debug: DebugIdentity writes files; run by signature classes, signature serving_default";
        };
    assertTrue(outcome.out().lines().anyMatch(wanted::equals), outcome.out());
    assertTrue(outcome.out().contains("1 of which could do harm"), outcome.out());
    assertFalse(Files.exists(target(how, "scan")));
  }

  @Test
  void scanOfARunFindsNothing() {
    String printed = Calls.succeed("scan", run);
    assertTrue(printed.contains("none of which reaches beyond the model"), printed);
  }

  @Test
  void scanAsJson() {
    Path model = model(Hostile.SIGNATURE, "json");
    Outcome outcome = Calls.run("scan --json", model);
    assertEquals(1, outcome.code());
    assertTrue(
        outcome
            .out()
            .contains(
                "\"findings\":[{\"function\":\"\",\"node\":\"write\",\"operation\":\"WriteFile\","
                    + "\"effect\":\"WRITES_FILES\",\"reached_by\":[\"signature classes\",\"signature serving_default\"]}]"),
        outcome.out());
  }

  @Test
  void scanOfWhatIsNoModelIsAWrongCall() {
    Calls.fail(2, data + " holds no saved_model.pb", "scan", data);
  }
}
