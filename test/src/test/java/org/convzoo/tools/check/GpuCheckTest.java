package org.convzoo.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Child;
import org.convzoo.tools.Outcome;
import org.convzoo.train.hardware.CudaProbe;
import org.convzoo.train.hardware.Devices;
import org.convzoo.train.internal.device.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor --gpu-check}, of the CPU against itself, and with parts that end badly. */
class GpuCheckTest {

  /** The modules of a Java that is small enough to be carried to a machine without a network. */
  private static final String MODULES =
      "java.base,java.logging,java.management,jdk.unsupported,jdk.zipfs";

  @TempDir Path folder;

  /** Convzoo in a Java without pictures: no java.desktop. */
  private Outcome runSmall(Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(Child.command(arguments));
    command.addAll(1, List.of("--limit-modules", MODULES));
    return Child.start(folder.resolve("logs"), command).await();
  }

  @Test
  void cpuAgreesWithItselfInASmallJava() throws IOException {
    Path file = folder.resolve("check.json");
    Outcome outcome = runSmall("doctor --gpu-check --on cpu --quick --max-time 20m --json", file);
    assertEquals(0, outcome.code(), outcome.out() + outcome.err());
    List<String> lines = outcome.out().lines().toList();
    String last = lines.get(lines.size() - 1);
    assertTrue(last.matches("all right: \\d+ ok, 0 failed, 0 skipped, in \\d+ s"), last);

    JsonNode check = new ObjectMapper().readTree(file.toFile());
    assertEquals("cpu", check.get("on").asText());
    assertEquals(0, check.get("verdicts").get("failed").asInt());
    assertEquals(
        List.of("machine", "operations", "towers", "steps", "determinism", "pipeline", "speed"),
        check.findValuesAsText("part"));
    assertEquals("CPU:0", row(check, "operations", "Conv2DBackpropFilter").get("ran_on").asText());
    assertTrue(row(check, "layers", "dropout").get("value_error").isNumber());
    assertTrue(row(check, "steps", "resnet20").get("same_bits").asBoolean());
    List<JsonNode> two = new ArrayList<>();
    check.findValues("towers").forEach(rows -> rows.forEach(two::add));
    assertEquals(
        List.of("towers", "replicas"), two.stream().map(r -> r.get("parts").asText()).toList());
    two.forEach(r -> assertTrue(r.get("convolutions").asText().contains("on CPU:1"), "" + r));
    assertTrue(row(check, "determinism", "lenet").get("same_bits").asBoolean());
    assertTrue(row(check, "pipeline", "fashion-mnist").get("images_per_second").asDouble() > 0);
    assertTrue(row(check, "speed", "lenet").get("images_per_second").asDouble() > 0);
    String product = row(check, "machine", "products of matrices").get("finding").asText();
    assertEquals("keep 23 bits of a factor's mantissa: float32", product);
  }

  private static JsonNode row(JsonNode check, String table, String subject) {
    return check.findValues(table).stream()
        .flatMap(rows -> StreamSupport.stream(rows.spliterator(), false))
        .filter(row -> row.elements().next().asText().equals(subject))
        .findFirst()
        .orElseThrow(() -> new AssertionError(table + " has no row " + subject));
  }

  @Test
  void smallJavaTrains() throws IOException {
    Outcome outcome =
        runSmall(
            "train lenet --recipe d2l --embedded-data --max-steps 2 --device cpu --run",
            folder.resolve("run"));
    assertEquals(0, outcome.code(), outcome.err());
  }

  private GpuCheckOptions options(Path json) {
    GpuCheckOptions options = new GpuCheckOptions();
    options.on = Devices.Choice.CPU;
    options.maxTime = Duration.ofMinutes(1);
    options.json = json;
    return options;
  }

  /**
   * Runs passes whose processes are scripts, and returns what is printed and whether it is right.
   */
  private Map.Entry<Boolean, String> run(GpuCheckOptions options, Map<Part, String> scripts)
      throws IOException {
    StringWriter printed = new StringWriter();
    GpuCheck check =
        new GpuCheck(
            options,
            new PrintWriter(printed),
            (pass, time) ->
                new CheckProcess(
                    List.of("sh", "-c", scripts.get(pass.part())), pass.environment()));
    List<CheckPass> passes =
        scripts.keySet().stream().sorted().map(part -> new CheckPass(part, Map.of())).toList();
    return Map.entry(check.run(passes), printed.toString());
  }

  private static String row(String table, String verdict) {
    return "echo '{\"%s\":{\"subject\":\"%s\",\"verdict\":\"%s\"}}'"
        .formatted(table, table, verdict);
  }

  @Test
  void crashOfAPartLosesNoRow() throws IOException {
    Path file = folder.resolve("check.json");
    var result =
        run(
            options(file),
            Map.of(
                Part.OPERATIONS,
                row("layers", "ok") + "; echo '{\"lay'; echo out of luck >&2; kill -SEGV $$",
                Part.STEPS,
                row("steps", "ok")));
    assertFalse(result.getKey());
    assertTrue(result.getValue().contains("ended with exit code 139: out of luck"));
    assertTrue(result.getValue().contains("something is wrong: 2 ok, 1 failed, 0 skipped"));
    JsonNode passes = new ObjectMapper().readTree(file.toFile()).get("passes");
    assertEquals("ok", passes.get(0).at("/tables/layers/0/verdict").asText());
    assertEquals("ended with exit code 139: out of luck", passes.get(0).get("problem").asText());
    assertEquals("out of luck", passes.get(0).at("/log/0").asText());
    assertEquals("ok", passes.get(1).at("/tables/steps/0/verdict").asText());
    assertTrue(passes.get(1).get("problem").isNull());
  }

  @Test
  void failedRowFailsTheCheckAndASkippedOneDoesNot() throws IOException {
    assertFalse(run(options(null), Map.of(Part.STEPS, row("steps", "failed"))).getKey());
    assertTrue(run(options(null), Map.of(Part.STEPS, row("steps", "skipped"))).getKey());
  }

  @Test
  void whatHasNoTimeIsSkipped() throws IOException {
    GpuCheckOptions options = options(null);
    options.maxTime = Duration.ZERO;
    var result = run(options, Map.of(Part.SPEED, row("speed", "failed")));
    assertTrue(result.getKey());
    String last = "nothing wrong in what was tried: 0 ok, 0 failed, 1 skipped";
    assertTrue(result.getValue().contains(last), result.getValue());
  }

  @Test
  void nothingIsCheckedWhereThereIsNothingToCheck() {
    String script = "echo 'convzoo: no GPU can be used: it is at the cleaners' >&2; exit 1";
    var e =
        assertThrows(
            IllegalStateException.class,
            () -> run(options(null), Map.of(Part.MACHINE, script, Part.STEPS, row("steps", "ok"))));
    assertEquals("no GPU can be used: it is at the cleaners", e.getMessage());
  }

  @Test
  void whatTensorFlowLogsOfAGpuIsTold() throws IOException {
    String gpu =
        "Created device /device:GPU:0 with 38364 MB memory:  -> device: 0, name: NVIDIA A100";
    String script =
        "echo '2026-01-01 12:00:00.0: I tensorflow/gpu_device.cc:2022] %s' >&2".formatted(gpu);
    String printed = run(options(null), Map.of(Part.MACHINE, script)).getValue();
    assertTrue(printed.contains(gpu), printed);
    assertFalse(printed.contains("gpu_device.cc"), printed);
  }

  @Test
  void wrongCallsAreRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("there.json"));
    Calls.fail(
        2,
        file + " exists: choose another name, or overwrite it with --force",
        "doctor --gpu-check --on cpu --json",
        file);
    Calls.fail(2, "what is to be checked is cpu or gpu, got auto", "doctor --gpu-check --on auto");
    Calls.fail(
        2,
        "Error: Missing required argument(s): --gpu-check (see convzoo doctor --help)",
        "doctor --quick");
  }

  @Test
  void gpuThatIsNotThereIsAnErrorWithItsReason() {
    assumeTrue(Devices.gpus().isEmpty(), "this machine has a GPU");
    Calls.fail(1, "no GPU can be used: " + CudaProbe.whyNoGpu(), "doctor --gpu-check");
  }
}
