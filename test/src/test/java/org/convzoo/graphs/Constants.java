package org.convzoo.graphs;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * The numbers in a network that are not learned, read from its graphs as {@code constants.csv}
 * writes them. Of two equal towers the first is read.
 */
public final class Constants {

  private final GraphDef graph;
  private final Map<String, NodeDef> nodes;

  private Constants(GraphDef graph) {
    this.graph = graph;
    nodes = graph.getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, n -> n));
  }

  /** Returns what is published of a network; two rows of the same fail the test that asks. */
  static Map<String, String> published(Network network) {
    return Row.ALL.stream()
        .filter(row -> row.isOf(network))
        .collect(
            Collectors.toMap(
                Row::what,
                Row::value,
                (one, other) -> {
                  throw new AssertionError(network.spec().name() + ": " + one + " or " + other);
                },
                TreeMap::new));
  }

  /**
   * Returns what is in a network that was drawn for training, and below "inference" for inference.
   *
   * @param training its logits
   */
  public static Map<String, String> of(Drawn drawn, NetworkOutput training) {
    Constants read = new Constants(drawn.graph().toGraphDef());
    Map<String, String> all = new TreeMap<>();
    all.put("dropout", read.dropout());
    all.put("response norm", read.responseNorm());
    all.put("batch norm", read.batchNorm());
    all.put("drop-path", read.dropPath());
    all.put("biases", read.biases(drawn.variables().all()));
    all.put(
        "auxiliary losses",
        counted(training.auxiliary().stream().map(head -> text(head.weight()))));
    all.values().removeIf(String::isEmpty);
    return all;
  }

  /** The rates by what the names of stages or layers begin with. */
  private String dropout() {
    return counted(
        named("(?!tower2)(?:tower1/)?(?:([^/]+?)(?:_\\d+)?/(?:.*/)?)?dropout/GreaterEqual")
            .map(
                mask ->
                    Objects.requireNonNullElse(mask.group(1), "image")
                        + " "
                        + text(scalar(mask.group(), 1))));
  }

  private String responseNorm() {
    return counted(
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals("LRN") && !node.getName().contains("/tower2/"))
            .map(
                node ->
                    "n %d k %s alpha %s beta %s"
                        .formatted(
                            2 * node.getAttrOrThrow("depth_radius").getI() + 1,
                            text(node.getAttrOrThrow("bias").getF()),
                            text(node.getAttrOrThrow("alpha").getF()),
                            text(node.getAttrOrThrow("beta").getF()))));
  }

  /** Decay and epsilon; the epsilon of training may be a number of a formula. */
  private String batchNorm() {
    Stream<String> decays =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals("AssignSub"))
            .map(node -> "decay " + text(1 - scalar(node.getInput(1), 1)));
    Stream<String> fused =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().startsWith("FusedBatchNorm"))
            .map(node -> "epsilon " + text(node.getAttrOrThrow("epsilon").getF()));
    Stream<String> formulas =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals("Rsqrt") && !node.getName().contains("/lrn/"))
            .map(node -> "epsilon " + text(scalar(node.getInput(0), 1)));
    boolean scaled = nodes.keySet().stream().anyMatch(name -> name.matches(".*/gamma"));
    String all =
        Stream.of(decays, fused, formulas)
            .flatMap(each -> each)
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
    return all.isEmpty() || scaled ? all : all + " without scale";
  }

  private String dropPath() {
    return named("(?!inference).*/join[^/]*/Minimum")
        .map(join -> text(scalar(join.group(), 0)))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Where biases start that do not start at 0. */
  private String biases(Collection<Variable> variables) {
    Map<String, NodeDef> assigned =
        graph.getNodeList().stream()
            .filter(node -> node.getOp().equals("Assign"))
            .collect(Collectors.toMap(node -> node.getInput(0), node -> node));
    return counted(
        variables.stream()
            .filter(variable -> variable.role() == Variable.Role.BIAS)
            .map(Variable::name)
            .filter(name -> !name.startsWith("tower2/"))
            .filter(name -> scalar(assigned.get(name).getName(), 1) != 0)
            .map(
                name ->
                    name.replaceAll("(.*/)?([^/]+)/bias", "$2 ")
                        + text(scalar(assigned.get(name).getName(), 1))));
  }

  private Stream<Matcher> named(String expression) {
    Pattern pattern = Pattern.compile(expression);
    return graph.getNodeList().stream()
        .map(node -> pattern.matcher(node.getName()))
        .filter(Matcher::matches);
  }

  /** Equal texts as one, with their number. */
  private static String counted(Stream<String> texts) {
    Map<String, Long> counts =
        texts.collect(
            Collectors.groupingBy(text -> text, LinkedHashMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(each -> each.getKey() + (each.getValue() == 1 ? "" : " x" + each.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The number that an input of a node is made of. */
  private float scalar(String node, int input) {
    return scalar(nodes.get(nodes.get(node).getInput(input)));
  }

  private float scalar(NodeDef node) {
    return switch (node.getOp()) {
      case "Const" -> scalar(node.getAttrOrThrow("value").getTensor());
      case "Fill" -> scalar(node.getName(), 1);
      case "Cast", "Identity" -> scalar(node.getName(), 0);
      default -> throw new AssertionError(node + " is no number");
    };
  }

  private static float scalar(TensorProto tensor) {
    if (tensor.getFloatValCount() > 0) {
      return tensor.getFloatVal(0);
    }
    if (tensor.getDoubleValCount() > 0) {
      return (float) tensor.getDoubleVal(0);
    }
    ByteBuffer content = tensor.getTensorContent().asReadOnlyByteBuffer();
    return content.hasRemaining() ? content.order(ByteOrder.LITTLE_ENDIAN).getFloat() : 0;
  }

  /** Six digits are exact enough for a float and its complement. */
  private static String text(float number) {
    return new BigDecimal(number).round(new MathContext(6)).stripTrailingZeros().toPlainString();
  }

  /**
   * A row of the table.
   *
   * @param networks their names, in which * stands for anything
   */
  record Row(List<String> networks, String what, String value, String source) {

    static final List<Row> ALL = read();

    private static List<Row> read() {
      try (var table = Constants.class.getResourceAsStream("constants.csv");
          var lines =
              new CsvMapper()
                  .readerForMapOf(String.class)
                  .with(CsvSchema.emptySchema().withHeader())
                  .<Map<String, String>>readValues(table)) {
        return lines.readAll().stream()
            .map(
                line ->
                    new Row(
                        List.of(line.get("networks").split(" ")),
                        line.get("what"),
                        line.get("value"),
                        line.get("source")))
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isOf(Network network) {
      String name = network.spec().name();
      return networks.stream()
          .anyMatch(glob -> name.matches(glob.replace(".", "\\.").replace("*", ".*")));
    }
  }
}
