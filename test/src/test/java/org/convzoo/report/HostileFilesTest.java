package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.convzoo.report.flow.Row;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Frozen graphs that somebody made to do harm: each gets a line, little memory and little time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileFilesTest {

  @TempDir private Path folder;

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue number(long number) {
    return AttrValue.newBuilder().setI(number).build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return shape.build();
  }

  private static NodeDef.Builder node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }

  private static NodeDef.Builder floats(String name, String op, String... inputs) {
    return node(name, op, inputs).putAttr("T", type(DataType.DT_FLOAT));
  }

  private static NodeDef.Builder image(long... sizes) {
    return node("image", "Placeholder")
        .putAttr("dtype", type(DataType.DT_FLOAT))
        .putAttr("shape", AttrValue.newBuilder().setShape(shape(sizes)).build());
  }

  private static NodeDef.Builder constant(String name, TensorProto.Builder value) {
    return node(name, "Const")
        .putAttr("dtype", type(value.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
  }

  private static TensorProto.Builder integers(int... numbers) {
    TensorProto.Builder value =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(numbers.length));
    for (int number : numbers) {
      value.addIntVal(number);
    }
    return value;
  }

  private static NodeDef.Builder reshape(String to) {
    return floats("end", "Reshape", "image", to).putAttr("Tshape", type(DataType.DT_INT32));
  }

  private Row report(NodeDef.Builder... nodes) throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.getVersionsBuilder().setProducer(1882); // TensorFlow 2.18
    for (NodeDef.Builder node : nodes) {
      graph.addNode(node);
    }
    Path file = folder.resolve("hostile.pb");
    Files.write(file, graph.build().toByteArray());
    try (GraphSource subject = GraphSource.frozen(file, Feed.AS_SAVED)) {
      return GraphReport.of(subject).total();
    }
  }

  private void assertRefused(String message, NodeDef.Builder... nodes) {
    String found = assertThrows(GraphException.class, () -> report(nodes)).getMessage();
    assertTrue(found.startsWith(message), found);
  }

  @Test
  void constantOfTerabytesIsRefused() {
    TensorProto.Builder value =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape(1L << 40));
    assertRefused(
        "large: a constant cannot have 4,398,046,511,104 bytes",
        image(1),
        constant("large", value),
        floats("end", "Mul", "image", "large"));
  }

  /** 2^31 numbers of 4 bytes, squared: 2^62 multiply-adds are 2^63 FLOPs. */
  @Test
  void countsBeyondALongAreRefused() {
    assertRefused(
        "hostile.pb is too large to be counted: long overflow",
        image(1L << 31, 1),
        floats("end", "MatMul", "image", "image")
            .putAttr("transpose_b", AttrValue.newBuilder().setB(true).build()));
  }

  @Test
  void shapeWhoseSizesMultiplyBeyondALongIsRefused() {
    assertRefused(
        "hostile.pb: TensorFlow refuses it: Shape", image(1L << 40, 1L << 40), reshape("image"));
  }

  @Test
  void millionsOfInputsAreRefused() {
    int many = 1_000_001;
    assertRefused(
        "its operations have more than 1,000,000 inputs",
        image(1),
        floats("end", "AddN")
            .putAttr("N", number(many))
            .addAllInput(Collections.nCopies(many, "image")));
  }

  @Test
  void inputsThatAreNotThereAreRefused() {
    assertRefused(
        "end: AddN has 1 inputs, and should have 2,147,483,647",
        image(1),
        floats("end", "AddN", "image").putAttr("N", number(Integer.MAX_VALUE)));
  }

  @Test
  void billionsOfOutputsAreRefused() {
    assertRefused(
        "parts: Split cannot have 2,147,483,647 outputs",
        image(1),
        constant("axis", integers(0)),
        floats("parts", "Split", "axis", "image").putAttr("num_split", number(Integer.MAX_VALUE)),
        floats("end", "Relu", "parts"));
  }

  @Test
  void nameThatIsThereTwiceIsRefused() {
    assertRefused(
        "two operations are called image", image(1), image(1), floats("e", "Relu", "image"));
  }

  @Test
  void operationThatTensorFlowDoesNotHaveIsNamed() {
    assertRefused(
        "end: TensorFlow 2.18.0 has no operation Explode",
        image(1),
        node("end", "Explode", "image"));
  }

  @Test
  void attributeOfTheWrongTypeIsNamed() {
    assertRefused(
        "hostile.pb: TensorFlow refuses it: AttrValue had value with type 'int' when 'type' expected",
        image(1),
        node("end", "Relu", "image").putAttr("T", number(1)));
  }

  @Test
  void attributeThatIsMissingIsNamed() {
    NodeDef.Builder node = node("end", "Relu", "image").putAttr("U", type(DataType.DT_FLOAT));
    String found = assertThrows(GraphException.class, () -> report(image(1), node)).getMessage();
    assertEquals("hostile.pb: TensorFlow refuses it: NodeDef missing attr 'T'", found);
  }

  @Test
  void operationsThatReadEachOtherAreRefused() {
    assertRefused(
        "hostile.pb: TensorFlow refuses it: ",
        floats("a", "Relu", "b"),
        floats("b", "Relu", "a"),
        floats("end", "Relu", "a"));
  }

  /** TensorFlow 2.18 ends its process: the sizes have to be of one axis, and are of none. */
  @Test
  void whatBreaksTensorFlowIsRefused() {
    assertRefused(
        "TensorFlow crashed on it",
        image(4),
        constant("sizes", integers(1, 1, 1, 1).setTensorShape(shape(2, 2))),
        constant("axis", integers(0).setTensorShape(shape())),
        floats("parts", "SplitV", "image", "sizes", "axis")
            .putAttr("num_split", number(2))
            .putAttr("Tlen", type(DataType.DT_INT32)),
        floats("end", "Relu", "parts"));
  }

  /** Each joins the last one with itself: a shape of 2^44 numbers. */
  @Test
  void shapeThatFillsTheMemoryIsRefused() {
    NodeDef.Builder[] nodes = new NodeDef.Builder[44];
    nodes[0] = image(1);
    nodes[1] = constant("axis", integers(0).setTensorShape(shape()));
    nodes[2] = constant("n2", integers(1));
    for (int i = 3; i < nodes.length - 1; i++) {
      String last = "n" + (i - 1);
      nodes[i] =
          node("n" + i, "ConcatV2", last, last, "axis")
              .putAttr("N", number(2))
              .putAttr("T", type(DataType.DT_INT32));
    }
    nodes[nodes.length - 1] = reshape("n" + (nodes.length - 2));
    assertThrows(GraphException.class, () -> report(nodes));
  }

  /** A whole of 8 GB, of which the numbers 2 and 3 would be the shape. */
  @Test
  void longRangeIsNotComputed() throws IOException {
    assertShapeIsNotComputed(
        image(2 * 3),
        constant("zero", integers(0).setTensorShape(shape())),
        constant("end_of_range", integers(2_000_000_000).setTensorShape(shape())),
        constant("one", integers(1).setTensorShape(shape())),
        node("whole", "Range", "zero", "end_of_range", "one")
            .putAttr("Tidx", type(DataType.DT_INT32)),
        constant("begin", integers(2)),
        constant("size", integers(2)),
        cut("whole"));
  }

  /** 40,000 x 40,000 products of 4 bytes, of which 2 and 3 would be the shape. */
  @Test
  void largeProductIsNotComputed() throws IOException {
    assertShapeIsNotComputed(
        image(2 * 3),
        constant("zero", integers(0).setTensorShape(shape())),
        constant("end_of_range", integers(40_000).setTensorShape(shape())),
        constant("one", integers(1).setTensorShape(shape())),
        node("numbers", "Range", "zero", "end_of_range", "one")
            .putAttr("Tidx", type(DataType.DT_INT32)),
        constant("column_shape", integers(40_000, 1)),
        constant("row_shape", integers(1, 40_000)),
        ints("column", "Reshape", "numbers", "column_shape")
            .putAttr("Tshape", type(DataType.DT_INT32)),
        ints("row", "Reshape", "numbers", "row_shape").putAttr("Tshape", type(DataType.DT_INT32)),
        ints("products", "Mul", "column", "row"),
        constant("all", integers(-1)),
        ints("whole", "Reshape", "products", "all").putAttr("Tshape", type(DataType.DT_INT32)),
        constant("begin", integers(40_002)),
        constant("size", integers(2)),
        cut("whole"));
  }

  /** 500,000,000 times the number 6, said in a few bytes; two of them would be the shape. */
  @Test
  void longConstantIsNotComputed() throws IOException {
    assertShapeIsNotComputed(
        image(6 * 6),
        constant("whole", integers(6).setTensorShape(shape(500_000_000))),
        constant("begin", integers(0)),
        constant("size", integers(2)),
        cut("whole"));
  }

  private static NodeDef.Builder ints(String name, String op, String... inputs) {
    return node(name, op, inputs).putAttr("T", type(DataType.DT_INT32));
  }

  private static NodeDef.Builder cut(String whole) {
    return ints("sizes", "Slice", whole, "begin", "size").putAttr("Index", type(DataType.DT_INT32));
  }

  /** The image is put into the shape that {@code sizes} says, which is not known. */
  private void assertShapeIsNotComputed(NodeDef.Builder... nodes) throws IOException {
    List<NodeDef.Builder> all = new ArrayList<>(List.of(nodes));
    all.add(reshape("sizes"));
    Shape found = report(all.toArray(NodeDef.Builder[]::new)).output();
    assertTrue(found.isUnknown() || found.hasUnknownDimension(), found.toString());
  }

  /** To know the shape, TensorFlow alone would read the file: 7 and 9 would be in the report. */
  @Test
  void filesThatTheGraphNamesAreNotRead() throws IOException {
    Path secret = folder.resolve("secret");
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(7).putInt(9);
    Files.write(secret, bytes.array());
    TensorProto.Builder name =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shape())
            .addStringVal(ByteString.copyFromUtf8(folder + "/x/../secret"));
    Row total =
        report(
            image(63),
            constant("name", name),
            node("read", "ReadFile", "name"),
            node("numbers", "DecodeRaw", "read").putAttr("out_type", type(DataType.DT_INT32)),
            reshape("numbers"));
    assertTrue(total.output().isUnknown() || total.output().hasUnknownDimension());
    assertTrue(total.uncounted().toString().contains("of type ReadFile"));
  }

  /**
   * Messages in messages, 10,000 deep: field 5 of an attribute is a list, its field 9 functions.
   */
  @Test
  void deepNestingIsRefused() throws IOException {
    AttrValue value = number(1);
    for (int i = 0; i < 60; i++) { // each is four messages in one another
      AttrValue inner = value;
      value =
          AttrValue.newBuilder()
              .setList(
                  AttrValue.ListValue.newBuilder()
                      .addFunc(NameAttrList.newBuilder().putAttr("a", inner)))
              .build();
    }
    NodeDef.Builder deep = floats("end", "Relu", "image").putAttr("deep", value);
    String found = assertThrows(GraphException.class, () -> report(image(1), deep)).getMessage();
    assertEquals(folder.resolve("hostile.pb") + " is cut, or no frozen graph", found);
  }
}
