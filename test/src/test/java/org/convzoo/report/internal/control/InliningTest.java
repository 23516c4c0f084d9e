package org.convzoo.report.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.report.internal.op.GraphException;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

class InliningTest {

  private static NodeDef call(String name, String function, String... inputs) {
    AttrValue types =
        AttrValue.newBuilder()
            .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("PartitionedCall")
        .addAllInput(List.of(inputs))
        .putAttr("Tin", types)
        .putAttr("Tout", types)
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  /** A function of {@code x} that returns {@code y}. */
  private static FunctionDef function(String name, String returned, NodeDef... nodes) {
    return FunctionDef.newBuilder()
        .setSignature(
            OpDef.newBuilder()
                .setName(name)
                .addInputArg(OpDef.ArgDef.newBuilder().setName("x"))
                .addOutputArg(OpDef.ArgDef.newBuilder().setName("y")))
        .addAllNodeDef(List.of(nodes))
        .putRet("y", returned)
        .build();
  }

  private static GraphDef graph(List<FunctionDef> functions, NodeDef... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder().addAllNode(List.of(nodes));
    graph.getLibraryBuilder().addAllFunction(functions);
    return graph.build();
  }

  private static List<String> lines(Inlining.Flat flat) {
    return flat.graph().getNodeList().stream()
        .map(n -> "%s = %s%s".formatted(n.getName(), n.getOp(), n.getInputList()))
        .toList();
  }

  @Test
  void nestedCallsBecomeTheirOperations() {
    FunctionDef inner = function("inner", "relu:activations:0", node("relu", "Relu", "x"));
    FunctionDef outer =
        function(
            "outer",
            "second:output:0",
            call("first", "inner", "x"),
            call("second", "inner", "first:output:0"));
    GraphDef graph =
        graph(List.of(inner, outer), node("image", "Placeholder"), call("call", "outer", "image"));
    Inlining.Flat flat = Inlining.of(graph, List.of("call:0"));
    assertEquals(
        List.of("image = Placeholder[]", "relu = Relu[image:0]", "second/relu = Relu[relu:0]"),
        lines(flat));
    assertEquals(List.of("second/relu:0"), flat.outputs());
  }

  /** Unpack puts out a list: its third tensor is number 2 of the operation. */
  @Test
  void outputsOfAFunctionsOperationAreNumberedThrough() {
    NodeDef unpack =
        node("unpack", "Unpack", "x").toBuilder()
            .putAttr("num", AttrValue.newBuilder().setI(3).build())
            .build();
    FunctionDef function = function("third", "unpack:output:2", unpack);
    Inlining.Flat flat =
        Inlining.of(
            graph(List.of(function), node("image", "Placeholder"), call("call", "third", "image")),
            List.of("call"));
    assertEquals(List.of("unpack:2"), flat.outputs());
  }

  @Test
  void functionThatOnlyPassesThroughLeavesNothing() {
    Inlining.Flat flat =
        Inlining.of(
            graph(
                List.of(function("same", "x")),
                node("image", "Placeholder"),
                call("a", "same", "image"),
                call("b", "same", "a")),
            List.of("b:0"));
    assertEquals(List.of("image:0"), flat.outputs());
    assertEquals(List.of("image = Placeholder[]"), lines(flat));
  }

  @Test
  void whatAFunctionDoesForItsEffectStays() {
    FunctionDef function =
        function("f", "x", node("effect", "NoOp")).toBuilder()
            .putControlRet("effect", "effect")
            .build();
    Inlining.Flat flat =
        Inlining.of(
            graph(
                List.of(function),
                node("image", "Placeholder"),
                call("call", "f", "image"),
                node("end", "Identity", "call", "^call")),
            List.of("end"));
    assertEquals(
        List.of(
            "image = Placeholder[]",
            "call = NoOp[^effect]",
            "end = Identity[image:0, ^call]",
            "effect = NoOp[]"),
        lines(flat));
  }

  /** What the branches return stands in the order of the branches, before what chooses. */
  @Test
  void everyBranchOfACaseIsFollowed() {
    AttrValue.ListValue.Builder branches = AttrValue.ListValue.newBuilder();
    List.of("f", "g").forEach(name -> branches.addFuncBuilder().setName(name));
    NodeDef choice =
        node("choice", "Case", "number", "image").toBuilder()
            .putAttr("branches", AttrValue.newBuilder().setList(branches).build())
            .putAttr("Tout", call("", "").getAttrOrThrow("Tout"))
            .build();
    GraphDef graph =
        graph(
            List.of(
                function("f", "a:activations:0", node("a", "Relu", "x")),
                function("g", "a:y:0", node("a", "Tanh", "x"))),
            node("number", "Placeholder"),
            node("image", "Placeholder"),
            choice,
            node("end", "Relu", "choice"));
    assertEquals(
        List.of(
            "number = Placeholder[]",
            "image = Placeholder[]",
            "choice/branch0 = NoOp[]",
            "choice/branch1 = NoOp[]",
            "choice = IdentityN[a:0, choice/branch1/a:0, number:0, ^choice/branch0, ^choice/branch1]",
            "end = Relu[choice:0]",
            "a = Relu[image:0]",
            "choice/branch1/a = Tanh[image:0]"),
        lines(Inlining.of(graph, List.of("end"))));
  }

  @Test
  void loopInItsOwnBodyIsRefused() {
    NodeDef loop =
        node("loop", "While", "x").toBuilder()
            .putAttr("T", call("", "").getAttrOrThrow("Tout"))
            .putAttr("body", call("", "f").getAttrOrThrow("f"))
            .putAttr("cond", call("", "f").getAttrOrThrow("f"))
            .build();
    FunctionDef function = function("f", "loop:output:0", loop);
    assertEquals(
        "the function f calls itself",
        refusal(
            graph(List.of(function), node("image", "Placeholder"), call("start", "f", "image")),
            "start"));
  }

  private static String refusal(GraphDef graph, String output) {
    return assertThrows(GraphException.class, () -> Inlining.of(graph, List.of(output)))
        .getMessage();
  }

  @Test
  void functionsInACircleAreRefused() {
    FunctionDef ping = function("ping", "call:output:0", call("call", "pong", "x"));
    FunctionDef pong = function("pong", "call:output:0", call("call", "ping", "x"));
    assertEquals(
        "the function ping calls itself",
        refusal(
            graph(
                List.of(ping, pong), node("image", "Placeholder"), call("start", "ping", "image")),
            "start"));
  }

  /** Each calls the next one twice: 2^40 operations in 40 small functions. */
  @Test
  void functionsThatMultiplyAreRefused() {
    List<FunctionDef> functions = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String next = "f" + (i + 1);
      functions.add(
          function("f" + i, "b:output:0", call("a", next, "x"), call("b", next, "a:output:0")));
    }
    functions.add(function("f40", "x"));
    String message =
        refusal(
            graph(functions, node("image", "Placeholder"), call("start", "f0", "image")), "start");
    assertTrue(message.contains("more than 200,000 operations"), message);
  }

  @Test
  void whatIsNotThereIsNamed() {
    NodeDef image = node("image", "Placeholder");
    assertEquals(
        "call calls the function nowhere, which is not in the file",
        refusal(graph(List.of(), image, call("call", "nowhere", "image")), "call"));
    assertEquals(
        "lost is read, but it is not there",
        refusal(graph(List.of(), node("end", "Identity", "lost")), "end"));
    FunctionDef function = function("f", "lost:output:0");
    assertEquals(
        "lost:output:0 is read in f, but it is not there",
        refusal(graph(List.of(function), image, call("call", "f", "image")), "call"));
  }

  @Test
  void tensorsThatAreMadeOfThemselvesAreRefused() {
    assertEquals(
        "a:0 is made of itself",
        refusal(graph(List.of(function("same", "x")), call("a", "same", "a")), "a"));
  }
}
