package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Loops whose body multiplies a matrix {@code x} of 2x2 by a kernel of 2x2: 2·2·2 multiply-adds a
 * round. They have a counter {@code i} and a limit.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoopRoundsTest {

  private static final long EACH = 2 * 2 * 2;
  private static final DataType INT = DataType.DT_INT32;
  private static final DataType FLOAT = DataType.DT_FLOAT;

  @TempDir private Path folder;

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    Arrays.stream(sizes).forEach(size -> shape.addDimBuilder().setSize(size));
    return shape.build();
  }

  private static NodeDef.Builder node(String name, String op, DataType type, String... inputs) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op);
    return node.addAllInput(List.of(inputs)).putAttr("T", type(type));
  }

  private static NodeDef.Builder placeholder(String name, long... sizes) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", type(FLOAT))
        .putAttr("shape", AttrValue.newBuilder().setShape(shape(sizes)).build());
  }

  private static NodeDef.Builder constant(String name, DataType type, TensorProto.Builder value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(type))
        .putAttr("value", AttrValue.newBuilder().setTensor(value.setDtype(type)).build());
  }

  private static NodeDef.Builder integer(String name, int number) {
    return constant(name, INT, TensorProto.newBuilder().setTensorShape(shape()).addIntVal(number));
  }

  private static NodeDef.Builder integers(String name, int number) {
    return constant(name, INT, TensorProto.newBuilder().setTensorShape(shape(1)).addIntVal(number));
  }

  /** A function of a counter, a limit, a matrix and a kernel. */
  private static FunctionDef function(
      String name, List<String> returned, List<NodeDef.Builder> nodes) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name);
    for (String argument : List.of("i", "limit", "x", "kernel")) {
      signature.addInputArgBuilder().setName(argument);
    }
    FunctionDef.Builder function = FunctionDef.newBuilder();
    for (int i = 0; i < returned.size(); i++) {
      signature.addOutputArgBuilder().setName("out" + i);
      function.putRet("out" + i, returned.get(i));
    }
    nodes.forEach(function::addNodeDef);
    return function.setSignature(signature).build();
  }

  private static FunctionDef body(NodeDef.Builder next, NodeDef.Builder... more) {
    List<NodeDef.Builder> nodes = new ArrayList<>(List.of(more));
    nodes.add(node("product", "MatMul", FLOAT, "x", "kernel"));
    nodes.add(node("same", "Identity", INT, "limit"));
    nodes.add(next.setName("next"));
    return function(
        "body", List.of("next:z:0", "same:output:0", "product:product:0", "kernel"), nodes);
  }

  private static FunctionDef condition(NodeDef.Builder... nodes) {
    String last = nodes[nodes.length - 1].getName();
    return function("condition", List.of(last + ":z:0"), List.of(nodes));
  }

  private static NodeDef.Builder loop(String name, String condition, String body, String... in) {
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    types.addAllType(List.of(INT, INT, FLOAT, FLOAT));
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("StatelessWhile")
        .addAllInput(List.of(in))
        .putAttr("T", AttrValue.newBuilder().setList(types).build())
        .putAttr("cond", called(condition))
        .putAttr("body", called(body));
  }

  private static AttrValue called(String function) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build();
  }

  private Row report(List<FunctionDef> functions, NodeDef.Builder... nodes) throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.getVersionsBuilder().setProducer(1882); // TensorFlow 2.18
    graph.getLibraryBuilder().addAllFunction(functions);
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    graph.addNode(placeholder("x", 2, 2));
    TensorProto.Builder kernel = TensorProto.newBuilder().setTensorShape(shape(2, 2));
    graph.addNode(constant("kernel", FLOAT, kernel.addFloatVal(1)));
    graph.addNode(node("end", "Identity", FLOAT, "loop:2"));
    Path file = folder.resolve("loop.pb");
    Files.write(file, graph.build().toByteArray());
    try (GraphSource subject = GraphSource.frozen(file, Feed.AS_SAVED)) {
      return GraphReport.of(subject).total();
    }
  }

  private Row report(FunctionDef condition, FunctionDef body, int start, int limit)
      throws IOException {
    return report(
        List.of(condition, body),
        integer("start", start),
        integer("end_of_loop", limit),
        loop("loop", "condition", "body", "start", "end_of_loop", "x", "kernel"));
  }

  private static FunctionDef adding(int step) {
    return body(node("", "AddV2", INT, "i", "step:output:0"), integer("step", step));
  }

  private static FunctionDef comparing(String comparison, String one, String other) {
    return condition(node("go_on", comparison, INT, one, other));
  }

  private static void assertRounds(long rounds, Row total) {
    assertEquals(List.of(), total.uncounted());
    assertEquals(rounds * EACH, total.macs());
    assertEquals(2 * rounds * EACH, total.allFlops());
    assertEquals(2 * 2, total.parameters());
  }

  private static void assertOnce(Row total) {
    assertEquals(EACH, total.macs());
    assertEquals(
        List.of(
            "loop of type StatelessWhile: the rounds after the first, as nothing says how many there"
                + " are"),
        total.uncounted());
  }

  /** As Java would count them: {@code for (int i = start; i < limit; i += step)}. */
  @ParameterizedTest
  @CsvSource({
    "Less, i, limit, 0, 1, 5, 5",
    "Less, i, limit, 0, 2, 5, 3", // 0 2 4
    "Less, i, limit, -3, 1, -1, 2",
    "Less, i, limit, 7, 1, 5, 0",
    "LessEqual, i, limit, 1, 1, 5, 5",
    "LessEqual, i, limit, 6, 1, 5, 0",
    "Greater, limit, i, 0, 1, 5, 5",
    "GreaterEqual, limit, i, 0, 1, 5, 6",
    "Greater, i, limit, 5, -1, 0, 5",
    "Greater, i, limit, 5, -2, 0, 3", // 5 3 1
    "GreaterEqual, i, limit, 5, -1, -1, 7",
    "Less, limit, i, 5, -1, 0, 5",
    "Less, i, limit, 0, 1, 2147483647, 2147483647"
  })
  void constantRoundsAreCounted(
      String comparison, String one, String other, int start, int step, int limit, long rounds)
      throws IOException {
    assertRounds(rounds, report(comparing(comparison, one, other), adding(step), start, limit));
  }

  /** It never ends, or only after an overflow, or not by a number that grows. */
  @ParameterizedTest
  @CsvSource({
    "Less, 0, -1, 5",
    "Less, 0, 0, 5",
    "Less, 0, 1073741824, 2147483647", // 0, 2^30, then less than 0
    "LessEqual, 0, 1, 2147483647",
    "NotEqual, 0, 1, 5"
  })
  void otherRoundsAreSaidNotToBeCounted(String comparison, int start, int step, int limit)
      throws IOException {
    assertOnce(report(comparing(comparison, "i", "limit"), adding(step), start, limit));
  }

  @Test
  void counterThatDoublesIsNotCounted() throws IOException {
    FunctionDef doubling = body(node("", "Mul", INT, "i", "two:output:0"), integer("two", 2));
    assertOnce(report(comparing("Less", "i", "limit"), doubling, 1, 8));
  }

  @Test
  void differenceIsAStepDown() throws IOException {
    FunctionDef down = body(node("", "Sub", INT, "i", "two:output:0"), integer("two", 2));
    assertRounds(4, report(comparing("Greater", "i", "limit"), down, 8, 0));
  }

  /** In Keras, one of them is the number of steps, the other the maximum of iterations. */
  @Test
  void leastOfSeveralLimitsCounts() throws IOException {
    FunctionDef both =
        condition(
            node("steps", "Less", INT, "i", "limit"),
            integer("most", 4),
            node("iterations", "Less", INT, "i", "most:output:0"),
            node("go_on", "LogicalAnd", INT, "iterations:z:0", "steps:z:0").clearAttr());
    assertRounds(4, report(both, adding(1), 0, 9));
    assertRounds(3, report(both, adding(1), 0, 3));
  }

  /** As in a search that ends when it has found something. */
  @Test
  void limitBesideAnotherConditionIsNotTheNumberOfRounds() throws IOException {
    FunctionDef both =
        condition(
            node("steps", "Less", INT, "i", "limit"),
            node("sum", "Max", FLOAT, "x", "axes:output:0").putAttr("Tidx", type(INT)),
            constant(
                "axes",
                INT,
                TensorProto.newBuilder().setTensorShape(shape(2)).addIntVal(0).addIntVal(1)),
            node("found", "Less", FLOAT, "sum:output:0", "sum:output:0"),
            node("go_on", "LogicalAnd", INT, "found:z:0", "steps:z:0").clearAttr());
    Row total = report(both, adding(1), 0, 9);
    assertEquals(EACH, total.macs());
    assertEquals(1, total.uncounted().size());
  }

  /** The limit starts at 5, and each round moves it on. */
  @Test
  void limitThatMovesIsNotTheNumberOfRounds() throws IOException {
    FunctionDef moving =
        function(
            "body",
            List.of("next:z:0", "moved:z:0", "product:product:0", "kernel"),
            List.of(
                integer("one", 1),
                node("next", "AddV2", INT, "i", "one:output:0"),
                node("moved", "AddV2", INT, "limit", "one:output:0"),
                node("product", "MatMul", FLOAT, "x", "kernel")));
    assertOnce(report(comparing("Less", "i", "limit"), moving, 0, 5));
  }

  /** Each round adds two rows to the matrix, and so costs more than the one before. */
  @Test
  void roundsOfOtherShapesAreNotLikeTheFirst() throws IOException {
    FunctionDef growing =
        function(
            "body",
            List.of("next:z:0", "limit", "longer:output:0", "kernel"),
            List.of(
                integer("one", 1),
                integer("zero", 0),
                node("next", "AddV2", INT, "i", "one:output:0"),
                node("product", "MatMul", FLOAT, "x", "kernel"),
                node("longer", "ConcatV2", FLOAT, "x", "product:product:0", "zero:output:0")
                    .putAttr("N", AttrValue.newBuilder().setI(2).build())
                    .putAttr("Tidx", type(INT))));
    assertOnce(report(comparing("Less", "i", "limit"), growing, 0, 5));
  }

  /** The counter, the limit and another variable start at one and the same constant. */
  @Test
  void variablesThatStartAlikeAreToldApart() throws IOException {
    FunctionDef condition = comparing("Greater", "limit", "i");
    FunctionDef down = body(node("", "Sub", INT, "i", "one:output:0"), integer("one", 1));
    Row total =
        report(
            List.of(condition, down),
            integer("start", 5),
            loop("loop", "condition", "body", "start", "start", "x", "kernel"));
    assertOnce(total);
  }

  /** As many rounds as a series is long, which its shape says. */
  @Test
  void roundsAreReadFromTheShapeOfAnInput() throws IOException {
    assertRounds(
        7,
        report(
            List.of(comparing("Less", "i", "limit"), adding(1)),
            placeholder("series", 1, 7, 3),
            node("shape", "Shape", FLOAT, "series").putAttr("out_type", type(INT)),
            integers("begin", 1),
            integers("end_of_slice", 2),
            node("length", "StridedSlice", INT, "shape", "begin", "end_of_slice", "begin")
                .putAttr("Index", type(INT))
                .putAttr("shrink_axis_mask", AttrValue.newBuilder().setI(1).build()),
            integer("start", 0),
            loop("loop", "condition", "body", "start", "length", "x", "kernel")));
  }

  private Row nested(int depth, int limit) throws IOException {
    List<FunctionDef> functions = new ArrayList<>();
    functions.add(comparing("Less", "i", "limit"));
    functions.add(adding(1));
    String inner = "body";
    for (int i = 1; i < depth; i++) {
      String name = "body" + i;
      functions.add(
          function(
              name,
              List.of("next:z:0", "inner:output:1", "inner:output:2", "inner:output:3"),
              List.of(
                  integer("one", 1),
                  integer("zero", 0),
                  node("next", "AddV2", INT, "i", "one:output:0"),
                  loop("inner", "condition", inner, "zero:output:0", "limit", "x", "kernel"))));
      inner = name;
    }
    return report(
        functions,
        integer("start", 0),
        integer("end_of_loop", limit),
        loop("loop", "condition", inner, "start", "end_of_loop", "x", "kernel"));
  }

  @Test
  void nestedLoopsMultiply() throws IOException {
    assertRounds(3 * 3 * 3, nested(3, 3));
  }

  /** 2,000,000,000 rounds in one another, three of them, are 2^93. */
  @Test
  void roundsBeyondALongAreRefused() {
    String found = assertThrows(GraphException.class, () -> nested(3, 2_000_000_000)).getMessage();
    assertTrue(found.endsWith("is too large to be counted: long overflow"), found);
  }
}
