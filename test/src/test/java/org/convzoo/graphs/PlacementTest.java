package org.convzoo.graphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.convzoo.graphs.classic.AlexNet;
import org.convzoo.ops.Drawn;
import org.convzoo.ops.Initialization;
import org.convzoo.ops.Layers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/** AlexNet's towers on two devices, as on the paper's two GPUs; two CPUs will do to see it. */
class PlacementTest {

  /** Two devices, and no op moved to the other one. A run that never ended would fail. */
  private static final ConfigProto TWO_CPUS =
      ConfigProto.newBuilder()
          .putDeviceCount("CPU", 2)
          .setAllowSoftPlacement(false)
          .setOperationTimeoutInMs(60_000)
          .build();

  private static final List<String> CPUS = List.of("/device:CPU:0", "/device:CPU:1");
  private static final Shape IMAGES = Shape.of(2, 67, 67, 3);

  @AutoClose private final Drawn drawn = new Drawn(Initialization.glorotUniform(1), TWO_CPUS);

  private Operand<TFloat32> logits(Layers net) {
    return AlexNet.TWO_TOWERS.build(net, drawn.random(1, IMAGES), 10).main();
  }

  /** The devices that the drawn layers of a tower ran on, by what the session says it ran. */
  private static Set<String> devices(RunMetadata metadata, String tower) {
    Set<String> devices = new TreeSet<>();
    for (var device : metadata.getStepStats().getDevStatsList()) {
      for (var node : device.getNodeStatsList()) {
        if (node.getNodeName().startsWith(tower)
            && node.getNodeName().matches(".*/(Conv2D|BiasAdd|Relu|MaxPool|MatMul|Concat)")) {
          devices.add(device.getDevice().replaceAll(".*/device:", ""));
        }
      }
    }
    return devices;
  }

  private RunMetadata trace(Operand<TFloat32> logits) {
    RunOptions trace =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    try (Result result =
        drawn.session().runner().setOptions(trace).fetch(logits).runAndFetchMetadata()) {
      return result.getMetadata().orElseThrow();
    }
  }

  @Test
  void towersRunOnTheirDevices() {
    RunMetadata metadata = trace(logits(drawn.inference().towersOn(CPUS)));
    assertEquals(Set.of("CPU:0"), devices(metadata, "tower1/"));
    assertEquals(Set.of("CPU:1"), devices(metadata, "tower2/"));
  }

  @Test
  void towersRunWhereTensorFlowLikesOtherwise() {
    RunMetadata metadata = trace(logits(drawn.inference()));
    assertEquals(Set.of("CPU:0"), devices(metadata, "tower2/"));
  }

  /** Seven layers each; fc8, behind the towers, stands on the first device. */
  @Test
  void variablesAndTheirFirstValuesStandWithTheirTowers() {
    logits(drawn.inference().towersOn(CPUS));
    Map<String, Integer> count = new TreeMap<>();
    drawn
        .graph()
        .operations()
        .forEachRemaining(
            op -> {
              String device = op.device();
              if (op.type().equals("VariableV2") || op.name().startsWith("initialize/")) {
                assertEquals(op.name().contains("tower2/") ? CPUS.get(1) : CPUS.get(0), device);
              }
              if (op.type().equals("VariableV2") || op.type().equals("Assign")) {
                count.merge(op.type() + " on " + device, 1, Integer::sum);
              }
            });
    Map<String, Integer> expected = new TreeMap<>();
    for (String type : List.of("Assign", "VariableV2")) {
      expected.put(type + " on " + CPUS.get(0), 2 * 7 + 2);
      expected.put(type + " on " + CPUS.get(1), 2 * 7);
    }
    assertEquals(expected, count);
  }

  @Test
  void moreTowersThanDevicesShareThem() {
    RunMetadata metadata = trace(logits(drawn.inference().towersOn(CPUS.subList(1, 2))));
    assertEquals(Set.of("CPU:1"), devices(metadata, "tower1/"));
    assertEquals(Set.of("CPU:1"), devices(metadata, "tower2/"));
  }

  @Test
  void placementChangesNoLogit() {
    Operand<TFloat32> placed = logits(drawn.inference().under("placed").towersOn(CPUS));
    Operand<TFloat32> anywhere = logits(drawn.inference().under("anywhere"));
    float[] expected = drawn.values(anywhere);
    assertFalse(expected[0] == expected[1]);
    assertArrayEquals(expected, drawn.values(placed), 1e-6f);
  }

  @Test
  void gradientsAreTheSameOnTwoDevices() {
    float[] placed = gradient(drawn.training(1).under("placed").towersOn(CPUS));
    float[] anywhere = gradient(drawn.training(1).under("anywhere"));
    assertArrayEquals(anywhere, placed, 1e-5f);
  }

  /** Of the sum of squared logits, with respect to the second tower's first biases. */
  private float[] gradient(Layers net) {
    Operand<TFloat32> logits = logits(net);
    Output<?> loss = net.tf().nn.l2Loss(logits).asOutput();
    Operand<TFloat32> bias =
        drawn.variables().all().stream()
            .filter(variable -> variable.name().equals("tower2/conv1/bias"))
            .findAny()
            .orElseThrow()
            .value();
    Output<?>[] gradients = drawn.graph().addGradients(loss, new Output<?>[] {bias.asOutput()});
    return drawn.values(gradients[0].expect(TFloat32.class));
  }
}
