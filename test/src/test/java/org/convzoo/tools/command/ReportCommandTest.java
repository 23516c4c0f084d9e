package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.convzoo.report.GraphReport;
import org.convzoo.tools.Calls;
import org.convzoo.tools.view.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code convzoo report} prints. */
class ReportCommandTest {

  private static JsonNode json(String call) throws Exception {
    return new ObjectMapper().readTree(Calls.succeed(call + " --format json"));
  }

  private static List<String> names(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.get("name").asText())
        .toList();
  }

  @Test
  void tableSaysTheLayersAsThePaperWritesThem() {
    String printed = Calls.succeed("report alexnet");
    assertTrue(
        printed.lines().anyMatch(l -> l.matches("tower1/conv1 +conv +11x11/4 valid +55x55x48 .*")),
        printed);
    assertTrue(
        printed
            .lines()
            .anyMatch(l -> l.matches("tower2/conv1/MaxPool +max pool +3x3/2 valid +27x27x48 .*")),
        printed);
    assertTrue(printed.contains("dense: 96.2 % of the parameters"), printed); // 58,631,144
    assertTrue(printed.contains("724,406,816 multiply-adds"), printed);
  }

  /** VGG-11's 132,863,336, less 2 * 9 * 64 of conv1_1 and 990 * 4,097 of fc8. */
  @Test
  void networkIsBuiltForWhatOneTrainsItOn() {
    assertTrue(
        Calls.succeed("report vgg11 --channels 1 --classes 10 --by total")
            .contains("128,806,154 parameters"));
  }

  /** Fashion-MNIST is grey and has ten classes: 4,097,000 - 40,970 and 9 * 64 * 2 fewer again. */
  @ParameterizedTest
  @CsvSource({
    "report resnet20 --recipe fashion, conv1 .* 28x28x16 .*",
    "report lenet --recipe quick --classes 5, fc5 .* 5 .*",
    "report resnet18 --recipe quick --channels 3, fc .* 10 .*"
  })
  void recipeSaysImagesAndClasses(String call, String line) {
    String printed = Calls.succeed(call);
    assertTrue(printed.lines().anyMatch(text -> text.matches(line)), printed);
  }

  @Test
  void whatHasItsOwnImagesTakesNoOthers() {
    Calls.fail(2, "--channels must be at least 1, got 0", "report lenet --channels 0");
    Calls.fail(2, "lenet needs at least 2 classes, got 1", "report lenet --classes 1");
    Calls.fail(
        2,
        "there is no recipe \"paper\" for lenet; there is: default, quick, d2l, d2l-adam",
        "report lenet --recipe paper");
  }

  /** Krizhevsky et al. 2012: a batch of 128; a tower has half of all but fc8's 4,097,000. */
  @Test
  void depthTowersAndABatchAreSaid() {
    String printed = Calls.succeed("report alexnet");
    long tower = 4 * (60_965_224 - 4_097_000) / 2;
    assertTrue(printed.contains("depth: 8 weight layers; 16 paths"), printed);
    for (String name : List.of("tower1", "tower2")) {
      assertTrue(printed.contains("  %s: %,d bytes of weights".formatted(name, tower)), printed);
    }
    long fed = 4 * 227 * 227 * 3;
    long peak = 2 * 4 * 55 * 55 * 48 + 4 * 55 * 55 * 48; // two towers, and a third map beside them
    assertTrue(
        printed.contains(
            "a batch of 128: inference %,d bytes".formatted(243_860_896 + 128 * (fed + peak))),
        printed);
  }

  @Test
  void rowsAreSortedAndTheOthersSummedUp() throws Exception {
    JsonNode report = json("report vgg11 --sort parameters --top 1");
    assertEquals(
        List.of("fc6", "others"),
        names(report.get("rows")).stream().map(name -> name.replaceAll("^\\d+ ", "")).toList());
    long sum = 0;
    for (JsonNode row : report.get("rows")) {
      sum += row.get("parameters").asLong();
    }
    assertEquals(132_863_336, sum);
    assertEquals(132_863_336, report.get("total").get("parameters").asLong());
  }

  @Test
  void blocksAreTheFirstScopes() throws Exception {
    JsonNode report = json("report googlenet --by block");
    assertTrue(names(report.get("rows")).contains("inception_3a"), report.toString());
    for (JsonNode row : report.get("rows")) {
      if (row.get("name").asText().equals("inception_3a")) { // weights and biases of table 1
        assertEquals(163_328 + 368, row.get("parameters").asLong());
        assertEquals("28x28x256", row.get("output").asText());
      }
    }
  }

  /** (97 - 11) / 4 + 1 = 22 rows, (131 - 11) / 4 + 1 = 31 columns, of three images. */
  @Test
  void imagesAndBatchAreAsAskedFor() throws Exception {
    JsonNode first =
        json("report alexnet --by op --input-size 97x131 --batch 3 --top 2").get("rows").get(1);
    assertEquals("22x31x48", first.get("output").asText());
    assertEquals(3 * 22 * 31 * 48, first.get("activations").asLong());
    assertEquals(3L * 22 * 31 * 48 * 11 * 11 * 3, first.get("macs").asLong());
    assertEquals(11 * 11 * 3 * 48, first.get("parameters").asLong());
  }

  /**
   * google-research/receptive_field, table: vgg_16 at pool5; a dense layer adds 6 strides of 32.
   */
  @Test
  void layersHaveReceptiveFields() throws Exception {
    JsonNode rows = json("report vgg16").get("rows");
    int pool = names(rows).indexOf("conv5_3/MaxPool");
    assertEquals("212", rows.get(pool).get("receptive_field").asText());
    assertEquals("32", rows.get(pool).get("field_stride").asText());
    assertEquals("90", rows.get(pool).get("field_padding").asText());
    assertEquals("yes", rows.get(pool).get("aligned").asText());
    int dense = names(rows).indexOf("fc6");
    assertEquals("404 (all)", rows.get(dense).get("receptive_field").asText());
  }

  @Test
  void trainingHasTheAuxiliaryHeads() throws Exception {
    JsonNode total = json("report googlenet --phase training --by total --strict").get("total");
    assertEquals(13_378_280, total.get("trainable").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"markdown", "csv"})
  void everyColumnIsPrintedInEveryRow(String format) {
    String separator = format.equals("csv") ? "," : " | ";
    List<String> lines =
        Calls.succeed("report lenet --by op --format " + format)
            .lines()
            .filter(
                line -> line.contains(separator)) // neither the ruler nor what is below the table
            .toList();
    int columns = lines.get(0).split(Pattern.quote(separator), -1).length;
    assertEquals(Column.values().length, columns);
    for (String line : lines) {
      assertEquals(columns, line.split(Pattern.quote(separator), -1).length, line);
    }
    assertFalse(lines.size() < 10, lines.toString());
  }

  /** Their papers: 60,965,224 and 6,998,552 parameters. */
  @Test
  void anotherNetworkIsPutBeside() throws Exception {
    JsonNode first = json("report alexnet --compare googlenet").get("rows").get(0);
    assertEquals("parameters", first.get("quantity").asText());
    assertEquals(60_965_224, first.get("first").asLong());
    assertEquals(6_998_552, first.get("second").asLong());
    assertEquals(6_998_552 - 60_965_224, first.get("difference").asLong());
  }

  /** VGG-16's two largest neighbours are conv1_1 and conv1_2, of 224x224x64 numbers. */
  @Test
  void memoryIsToldInWordsAndInNumbers() throws Exception {
    JsonNode memory = json("report vgg16 --batch 2 --by total").get("memory");
    assertEquals(4L * 138_357_544, memory.get("weight_bytes").asLong());
    assertEquals(2 * 4 * 224 * 224 * 3, memory.get("fed_bytes").asLong());
    assertEquals(2 * 2 * 4 * 224 * 224 * 64, memory.get("peak_bytes").asLong());
    assertEquals("conv1_2/Conv2d", memory.get("peak_at").asText());
    String line = "- inference 606,014,624 bytes: 553,430,176 of weights, 1,204,224 fed";
    String printed = Calls.succeed("report vgg16 --batch 2 --by total --format markdown");
    assertTrue(printed.contains(line), printed);
  }

  /**
   * conv1: 28x28x6 sums of 5x5 products, biases and sigmoids are 244,608 FLOPs, which take 2.44608
   * us at 100 GFLOP/s; 156 weights, 28x28 pixels read and 28x28x6 numbers written are 22,576 bytes,
   * which take 2.2576 us at 10 GB/s. fc3: 400x120 products are 96,240 FLOPs, 0.9624 us; 48,120
   * weights, 400 and 120 numbers are 194,560 bytes, 19.456 us. Of the others, conv2 computes
   * 483,200 FLOPs, and the pooling and the dense layers move 23,520, 8,000, 41,472 and 3,776 bytes.
   */
  @Test
  void layersTakeAtLeastWhatArithmeticOrMemoryTakes() throws Exception {
    JsonNode report = json("report lenet --roofline 100,10");
    JsonNode rows = report.get("rows");
    JsonNode conv = rows.get(names(rows).indexOf("conv1"));
    assertEquals("compute", conv.get("bound").asText());
    assertEquals(2.44608, conv.get("least_us").asDouble(), 1e-9);
    JsonNode dense = rows.get(names(rows).indexOf("fc3"));
    assertEquals("memory", dense.get("bound").asText());
    assertEquals(19.456, dense.get("least_us").asDouble(), 1e-9);
    double all = 2.44608 + 2.352 + 4.832 + 0.8 + 19.456 + 4.1472 + 0.3776;
    assertEquals(all, report.get("least_us").asDouble(), 1e-9);
    assertEquals(100 * (2.44608 + 4.832) / all, report.get("compute_percent").asDouble(), 1e-9);
    assertEquals(100 * 19.456 / all, dense.get("least_percent").asDouble(), 1e-9);
    String printed = Calls.succeed("report lenet --roofline 100,10");
    assertTrue(printed.lines().anyMatch(l -> l.matches("total .* 34\\.4 +100\\.0")), printed);
  }

  /** A ReLU that works in the place of its input moves no bytes. */
  @Test
  void everyIntensityIsANumber() throws Exception {
    JsonNode rows = json("report lenet-caffe --by op").get("rows");
    assertTrue(names(rows).stream().anyMatch(name -> name.endsWith("Relu")), rows.toString());
    for (JsonNode row : rows) {
      assertTrue(row.get("intensity").isNumber(), row.toString());
    }
  }

  @Test
  void badCallsAreAnsweredInOneLine() {
    Calls.fail(2, "there is no network \"alexnte\": did you mean alexnet?", "report alexnte");
    Calls.fail(2, "--top must be at least 1, got 0", "report lenet --top 0");
    Calls.fail(2, "a batch has at least 1 image, got 0", "report lenet --batch 0");
    Calls.fail(
        2, "--compare goes without --sort and --top", "report lenet --compare alexnet --top 3");
    Calls.fail(
        2,
        "--roofline takes GFLOP/s and GB/s, as in --roofline 192,20.5, got \"fast\"; without them it"
            + " comes last",
        "report lenet --roofline fast");
    Calls.fail(
        2, "GFLOP/s and GB/s must be above 0, got 100.0 and 0.0", "report lenet --roofline 100,0");
    Calls.fail(
        2,
        "--roofline goes without --by, --sort, --top, --compare",
        "report lenet --roofline 100,10 --by block");
    String size = Calls.failing(2, "report lenet --input-size 5z");
    assertTrue(size.contains("pixels are given like 224 or 480x640, got 5z"), size);
    String small = Calls.failing(2, "report lenet --input-size 9");
    assertTrue(small.startsWith("lenet cannot take images of 9x9x1"), small);
    Calls.fail( // five poolings leave 3124 rows: 3124 x 3124 x 512
        2,
        "vgg16 cannot take images of 99999x99999x3 (its own size is 224x224x3): "
            + "conv5_3: 4,996,800,512 numbers are too many for a vector",
        "report vgg16 --input-size 99999");
  }

  @Test
  void whatCannotBeCountedIsSaidInALine() throws Exception {
    Path folder = Path.of(GraphReport.class.getResource("halving").toURI());
    assertEquals(
        "convzoo: warning: not counted: while of type While: the rounds after the first, as nothing"
            + " says how many there are",
        Calls.run("report", folder).err().strip());
  }

  @Test
  void seriesOfAnyLengthNeedsALength() throws Exception {
    Path folder = Path.of(GraphReport.class.getResource("gru").toURI());
    Calls.fail(
        2,
        "serving_default_steps: the file does not say its size on axis 1: say it, as in"
            + " --input-size 100",
        "report",
        folder);
    assertEquals("", Calls.run("report", folder, "--input-size", "9").err());
  }

  @Test
  void whatIsNoGraphIsSaidInAFewWords(@TempDir Path folder) throws Exception {
    Calls.fail(2, "there is no file or folder runs/none/model", "report runs/none/model");
    Calls.fail(2, "there is no file or folder none.pb", "report none.pb");
    Path text = Files.write(folder.resolve("text.pb"), new byte[] {'k', (byte) 0xff, 10});
    Calls.fail(1, text + " is cut, or no frozen graph", "report", text);
    Calls.fail(1, text + " is cut, or no frozen graph", "draw", text, "--to", folder + "/a.svg");
    Path nothing = Files.createFile(folder.resolve("nothing"));
    Calls.fail(1, nothing + " holds no graph that computes anything", "report", nothing);
    Path model = folder.resolve("saved_model.pb");
    Files.createDirectory(model);
    Calls.fail(1, model + ": it is a folder, not a file", "report", folder);
    Calls.fail(
        2,
        "%s is not the directory of a run: it has no recipe.yaml".formatted(model),
        "report",
        model);
    Files.delete(model);
    Files.write(model, new byte[] {1, 2, 3});
    Calls.fail(1, model + " is cut, or no SavedModel", "report", folder);
  }

  /** 8x8 places under kernels of 3*3*3*8, 3*3*8 and 8*12 weights, and a dense layer of 12*10. */
  @Test
  void savedModelIsReportedForImagesOfTheGivenSize() throws Exception {
    Path folder = Path.of(GraphReport.class.getResource("keras").toURI());
    String printed = Calls.succeed("report", folder, "--input-size 16");
    assertTrue(printed.contains("24,696 multiply-adds"), printed);
    String refusal = Calls.failing(2, "report", folder, "--input-size 16 --signature serv");
    assertTrue(refusal.contains("did you mean serve?"), refusal);
  }

  /** As drawings call it; resnet20 ends in the mean over 8x8 pixels. */
  @Test
  void globalAveragePoolingHasItsName() {
    String report = Calls.succeed("report resnet20");
    assertTrue(report.lines().anyMatch(line -> line.matches(".*Mean +global avg pool .*")), report);
  }
}
