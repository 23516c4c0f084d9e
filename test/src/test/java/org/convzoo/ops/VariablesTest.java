package org.convzoo.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.ops.Variable.Role;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Names, and what is shared under them. */
class VariablesTest {

  private static final Shape IMAGES = Shape.of(2, 6, 6, 3);

  @AutoClose private final Drawn drawn = new Drawn();

  /** A network with all that differs between the phases. */
  private static Flow small(Flow x) {
    return x.conv("conv1", Conv.of(3, 4).noBias())
        .batchNorm("norm1", BatchNorm.USUAL)
        .relu()
        .lrn(3, 1, 0.1f, 0.75f)
        .scope("block", b -> b.conv("conv2", Conv.of(3, 4)).relu())
        .flatten()
        .dense("fc3", 5)
        .dropout(0.5f);
  }

  private List<String> names() {
    return drawn.variables().all().stream().map(Variable::name).toList();
  }

  @Test
  void variablesAreNamedByTheirLayersInOrder() {
    small(drawn.training(1).flow(drawn.random(1, IMAGES)));
    assertEquals(
        List.of(
            "conv1/kernel",
            "norm1/gamma",
            "norm1/beta",
            "norm1/moving_mean",
            "norm1/moving_variance",
            "block/conv2/kernel",
            "block/conv2/bias",
            "fc3/kernel",
            "fc3/bias"),
        names());
    for (String name : names()) {
      assertEquals("VariableV2", drawn.graph().operationOrThrow(name).type());
    }
  }

  @Test
  void scopeOpenedTwiceKeepsItsName() {
    Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 4)));
    x.scope("block", b -> b.dense("one", 4)).scope("block", b -> b.dense("two", 4).relu());
    List<String> inside = drawn.operations().stream().filter(n -> n.startsWith("block/")).toList();
    assertTrue(inside.containsAll(List.of("block/one/MatMul", "block/two/MatMul")), "" + inside);
    assertTrue(inside.stream().noneMatch(name -> name.contains("_1")), "" + inside);
  }

  @Test
  void sameOpTwiceInOneScopeIsNumbered() {
    drawn.map(new float[][] {{1}}).relu().relu().scope("a", x -> x.relu().relu());
    assertEquals(List.of("Relu", "Relu_1", "a/Relu", "a/Relu_1"), drawn.operations("Relu"));
  }

  @Test
  void twoLayersOfOneNameAreRefused() {
    Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 4))).dense("fc", 4);
    assertEquals("two layers are named fc", Refusal.of(() -> x.dense("fc", 4)));
    Flow y = x.scope("block", b -> b.dense("fc", 4)); // another scope is another name
    assertEquals(
        "two layers are named block/fc", Refusal.of(() -> y.scope("block", b -> b.dense("fc", 4))));
  }

  @Test
  void nameThatTheGraphHoldsAlreadyIsRefused() {
    try (Graph graph = new Graph()) {
      Variables first = Variables.restored(graph);
      Layers.inference(first).flow(constant(first)).dense("fc", 2);
      Variables second = Variables.restored(graph);
      Flow x = Layers.inference(second).flow(constant(second));
      String message =
          assertThrows(IllegalStateException.class, () -> x.dense("fc", 2)).getMessage();
      assertEquals("the graph already holds an op named fc/kernel", message);
    }
  }

  private static Operand<TFloat32> constant(Variables variables) {
    return variables.root().constant(new float[][] {{1, 2}});
  }

  @Test
  void secondDrawingSharesTheVariables() {
    Operand<TFloat32> images = drawn.random(1, IMAGES);
    small(drawn.training(1).flow(images));
    List<String> before = names();
    Flow shared = small(drawn.inference().under("inference").flow(images));
    assertEquals(before, names());
    assertEquals(before.size(), drawn.operations("VariableV2").size());
    assertEquals("inference/fc3/BiasAdd", shared.value().op().name());
    try (Drawn alone = new Drawn()) {
      Flow own = small(alone.inference().flow(alone.random(1, IMAGES)));
      assertArrayEquals(alone.values(own), drawn.values(shared));
      drawn.set("fc3/bias", 1, 2, 3, 4, 5);
      assertNotEquals(alone.values(own)[0], drawn.values(shared)[0]);
    }
  }

  @Test
  void twoDrawingsOfOnePhaseShareTheVariablesToo() {
    Operand<TFloat32> images = drawn.random(1, IMAGES);
    Flow one = small(drawn.training(1).under("replica1").flow(images));
    Flow two = small(drawn.training(1).under("replica2").flow(images));
    assertArrayEquals(drawn.values(one), drawn.values(two));
    assertEquals(9, drawn.variables().all().size());
  }

  @Test
  void variableOfAnotherShapeIsRefused() {
    drawn.inference().flow(drawn.random(1, Shape.of(1, 4))).dense("fc", 3);
    Flow wider = drawn.inference().under("wider").flow(drawn.random(1, Shape.of(1, 5)));
    assertEquals(
        "variable fc/kernel is KERNEL [4, 3], and was asked for as KERNEL [5, 3]",
        Refusal.of(() -> wider.dense("fc", 3)));
  }

  @Test
  void variableOfAnotherRoleIsRefused() {
    Variables variables = drawn.variables();
    variables.get("fc/bias", Shape.of(3), Role.BIAS, Variables.ZEROS);
    assertEquals(
        "variable fc/bias is BIAS [3], and was asked for as STATISTIC [3]",
        Refusal.of(() -> variables.get("fc/bias", Shape.of(3), Role.STATISTIC, Variables.ZEROS)));
  }

  @Test
  void restoredVariablesHaveNoInitialiser() {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Layers net = Layers.inference(variables);
      small(net.flow(variables.root().zeros(variables.root().constant(IMAGES), TFloat32.class)));
      assertEquals(9, variables.all().size());
      graph
          .operations()
          .forEachRemaining(
              operation -> {
                String type = operation.type();
                assertTrue(!type.contains("Random") && !type.contains("Assign"), operation::name);
                assertTrue(!graph.isInitializer(operation), operation::name);
              });
    }
  }

  @Test
  void startingVariablesHaveOneInitialiserEach() {
    small(drawn.inference().flow(drawn.random(1, IMAGES)));
    assertEquals(
        Set.copyOf(names().stream().map(n -> "initialize/" + n + "/Assign").toList()),
        drawn.operations().stream()
            .filter(name -> name.endsWith("/Assign"))
            .collect(Collectors.toSet()));
  }

  @Test
  void slotsAreNoParametersAndStartAtZero() {
    drawn.inference().flow(drawn.random(1, Shape.of(1, 2))).dense("fc", 3);
    Variable kernel = drawn.variables().trainable().get(0);
    Operand<TFloat32> momentum = drawn.variables().slot(kernel, "momentum");
    assertEquals("fc/kernel/momentum", momentum.op().name());
    assertArrayEquals(new float[6], drawn.values(momentum));
    assertEquals(2 * 3 + 3, drawn.variables().parameters());
    assertEquals(3, drawn.variables().all().size());
    assertEquals(momentum, drawn.variables().slot(kernel, "momentum"));
  }

  @Test
  void nameThatTensorFlowCannotTakeIsRefused() {
    Flow x = drawn.inference().flow(drawn.random(1, Shape.of(1, 2)));
    assertEquals("not a name for an operation: \"f c\"", Refusal.of(() -> x.dense("f c", 3)));
  }

  @Test
  void mapOfUnknownSizeIsRefused() {
    Operand<TFloat32> unknown =
        drawn.test().placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, 8, 3)));
    Flow x = drawn.inference().flow(unknown);
    assertEquals(
        "conv1: the size on axis 1 of [-1, -1, 8, 3] must be known",
        Refusal.of(() -> x.conv("conv1", Conv.of(3, 4).valid())));
  }
}
