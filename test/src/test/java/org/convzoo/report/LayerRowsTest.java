package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.convzoo.graphs.Zoo;
import org.convzoo.graphs.network.Network;
import org.convzoo.ops.Phase;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/** A layer's row says what the layer puts out, and what it is. */
class LayerRowsTest {

  /**
   * A line of {@code map-sides.csv}: how large the maps of some layers are, by a paper's figure or
   * table.
   */
  private record Sides(Pattern networks, Pattern layers, String side) {

    static Sides of(String line) {
      String[] cells = line.split(";");
      assertEquals(4, cells.length, line);
      return new Sides(Pattern.compile(cells[0]), Pattern.compile(cells[1]), cells[2]);
    }

    boolean isOf(String network, Row row) {
      return networks.matcher(network).matches() && layers.matcher(row.name()).matches();
    }
  }

  private static final int MANY = 500; // rows

  private static final Pattern WINDOW =
      Pattern.compile("(\\d+)x(\\d+)/(\\d+)(?: (same|valid|pad (\\d+)))?(?: groups \\d+)?");

  private static List<Sides> table;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream csv = LayerRowsTest.class.getResourceAsStream("map-sides.csv")) {
      String text = new String(csv.readAllBytes(), StandardCharsets.UTF_8);
      table = text.lines().skip(1).map(Sides::of).toList();
    }
  }

  private static GraphReport report(Network network, Phase phase) {
    try (GraphSource subject = GraphSource.network(network, Setup.of(network).withPhase(phase))) {
      return GraphReport.of(subject);
    }
  }

  private static boolean isMap(Shape shape) {
    return shape.numDimensions() == 4;
  }

  private static String side(Shape map) {
    return map.get(1) == map.get(2) ? "" + map.get(1) : map.get(1) + "x" + map.get(2);
  }

  @Test
  void everyRowOfEveryNetworkIsAsLargeAsItsPaperAndItsWindowSay() {
    Set<String> wrong = new TreeSet<>();
    Set<Sides> used = new HashSet<>();
    int windows = 0;
    for (Network network : Zoo.all()) {
      String name = network.spec().name();
      for (Phase phase : List.of(Phase.INFERENCE, Phase.TRAINING)) {
        List<Row> rows = report(network, phase).rows(By.LAYER);
        for (Row row : rows) {
          if (isMap(row.output())) {
            Sides line =
                table.stream().filter(sides -> sides.isOf(name, row)).findFirst().orElse(null);
            used.add(line);
            if (line == null || !line.side.equals(side(row.output()))) {
              wrong.add("%s %s: %s, not %s".formatted(name, row.name(), side(row.output()), line));
            }
          }
          Matcher window = WINDOW.matcher(row.window());
          if (window.matches() && !row.kind().equals("transposed conv")) {
            windows++;
            for (int axis = 1; axis <= 2; axis++) {
              long given = given(window, axis, row.input().get(axis));
              if (row.output().get(axis) != given) {
                wrong.add("%s %s: %s gives %d".formatted(name, row.name(), row, given));
              }
            }
          }
        }
        if (rows.size() > MANY) {
          break; // training has the same rows, and its report takes long
        }
      }
    }
    assertEquals(Set.of(), wrong);
    List<Sides> idle = new ArrayList<>(table);
    idle.removeAll(used);
    assertEquals(List.of(), idle);
    assertTrue(windows > 20_000, windows + " windows");
  }

  /** What a window gives of so many pixels on an axis: 1 for rows, 2 for columns. */
  private static long given(Matcher window, int axis, long size) {
    long kernel = Long.parseLong(window.group(axis));
    long stride = Long.parseLong(window.group(3));
    long around = window.group(5) == null ? 0 : 2 * Long.parseLong(window.group(5));
    return "same".equals(window.group(4))
        ? (size + stride - 1) / stride
        : (size + around - kernel) / stride + 1;
  }

  @ParameterizedTest
  @CsvSource({
    "googlenet-d2l, inception_3b, 1x12x12x480", // d2l prints 12x12 and 6x6 at 96 pixels
    "googlenet-d2l, inception_4e, 1x6x6x832",
    "densebox, conv4_4, 1x30x30x512",
    "densebox, conv4_4/ResizeBilinear, 1x60x60x512"
  })
  void paddingAndResizingBehindALayerAreNotItsOutput(String network, String layer, String output) {
    assertEquals(output, output(row(report(Zoo.get(network), Phase.INFERENCE), layer)));
  }

  /** Figure 2 of the paper in one tower: both halves of the kernels. */
  @ParameterizedTest
  @CsvSource({"conv2, 1x27x27x256", "conv4, 1x13x13x384", "conv5, 1x13x13x256"})
  void groupsThatAreComputedApartArePutOutTogether(String layer, String output) {
    assertEquals(output, output(row(report(Zoo.get("alexnet-bvlc"), Phase.INFERENCE), layer)));
  }

  @Test
  void unitThatBeginsWithAnActivationIsItsSum() {
    Row unit = row(report(Zoo.get("resnet110-relu-preact"), Phase.INFERENCE), "conv3_1");
    assertEquals("add", unit.kind());
    assertEquals("1x16x16x32", output(unit));
  }

  /** conv3_4 sees 48 pixels at stride 4, pooling 4 more, and four 3x3 at stride 8 each 2 * 8. */
  @Test
  void fieldOfALayerIsThatOfItsMainOperation() {
    Row row = row(report(Zoo.get("densebox"), Phase.INFERENCE), "conv4_4");
    assertEquals(48 + 4 + 4 * 2 * 8, row.field().rows().size());
  }

  private static String output(Row row) {
    return LongStream.of(row.output().asArray())
        .mapToObj(Long::toString)
        .collect(Collectors.joining("x"));
  }

  private static Row row(GraphReport report, String name) {
    return report.rows(By.LAYER).stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /**
   * The multiply-adds are those of inference, where LRN is an operation of its own; an LRN over 5
   * channels is 9 FLOPs a number. The band's are C for each of its H x W x C numbers.
   */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 4, 724406816", // 2 towers, 55x55x48 and 27x27x128
    "alexnet-bvlc, 2, 724406816",
    "caffenet, 2, 724406816",
    "vgg11-lrn, 1, 7609090048",
    "googlenet, 2, 0", // with its auxiliary heads
    "zfnet, 2, 1168032896"
  })
  void lrnInTrainingIsAccountedForAsLrn(String name, int layers, long macs) {
    Network network = Zoo.get(name);
    GraphReport training = report(network, Phase.TRAINING);
    GraphReport inference = report(network, Phase.INFERENCE);
    List<Row> norms = kind(training, "lrn");
    assertEquals(layers, norms.size());
    Map<String, Row> same =
        kind(inference, "lrn").stream()
            .collect(
                Collectors.toMap(
                    row -> row.name().replace("LocalResponseNormalization", "lrn"),
                    Function.identity()));
    long band = 0;
    for (Row norm : norms) {
      Row op = same.get(norm.name());
      assertEquals(op.output(), norm.output());
      assertEquals(9 * norm.output().size(), norm.allFlops());
      assertEquals(op.flops(), norm.flops());
      assertEquals(0, norm.macs());
      assertEquals("", norm.window());
      band += norm.output().size() * norm.output().get(3);
    }
    assertEquals(band, training.bandMacs());
    assertEquals(0, inference.bandMacs());
    if (macs > 0) {
      assertEquals(macs, training.total().macs());
    }
  }

  private static List<Row> kind(GraphReport report, String kind) {
    return report.rows(By.LAYER).stream().filter(row -> row.kind().equals(kind)).toList();
  }

  @Test
  void dropoutIsCalledDropout() {
    GraphReport report = report(Zoo.get("vgg16"), Phase.TRAINING);
    assertEquals(
        List.of("fc6/dropout", "fc7/dropout"),
        kind(report, "dropout").stream().map(Row::name).toList());
    assertEquals(List.of(), kind(report, "stateless random uniform"));
  }

  /** Figure 2 of the paper: the towers meet before the third convolution and the dense layers. */
  @Test
  void joinOfTowersIsNamedForWhatItFeeds() {
    List<Row> joins = kind(report(Zoo.get("alexnet"), Phase.INFERENCE), "concat");
    assertEquals(
        List.of(
            "tower1/conv3/concat 1x13x13x256",
            "tower2/conv3/concat 1x13x13x256",
            "tower1/fc6/concat 1x6x6x256",
            "tower2/fc6/concat 1x6x6x256",
            "tower1/fc7/concat 1x4096",
            "tower2/fc7/concat 1x4096",
            "Concat 1x4096"),
        joins.stream().map(row -> row.name() + " " + output(row)).toList());
  }
}
