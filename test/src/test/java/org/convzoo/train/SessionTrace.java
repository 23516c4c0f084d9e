package org.convzoo.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.train.internal.bench.StepTrace;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What a session ran where, and what it sent from device to device, by its own account.
 *
 * @param ran the operations by name, each with its device, such as {@code CPU:1}, or {@code
 *     1/CPU:0} where processes work together, after the number of one
 * @param types the operations by name, each with its type
 * @param sent what crossed
 * @param allocated the most bytes that each device had out at once, without variables
 */
public record SessionTrace(
    Map<String, String> ran,
    Map<String, String> types,
    List<Sent> sent,
    Map<String, Long> allocated) {

  /** A tensor that crossed; one that only says "done" has no bytes. */
  public record Sent(String tensor, String from, String to, long bytes) {}

  public static SessionTrace of(Session session, Op target) {
    return of(session.runner(), target);
  }

  /** Runs {@code target} by a runner that was fed. */
  public static SessionTrace of(Session.Runner runner, Op target) {
    RunOptions full =
        RunOptions.newBuilder()
            .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
            .setOutputPartitionGraphs(true)
            .build();
    try (Result result = runner.setOptions(full).addTarget(target).runAndFetchMetadata()) {
      return of(result.getMetadata().orElseThrow());
    }
  }

  private static SessionTrace of(RunMetadata metadata) {
    Map<String, String> ran = new HashMap<>();
    Map<String, Long> written = new HashMap<>();
    for (var device : metadata.getStepStats().getDevStatsList()) {
      for (var node : device.getNodeStatsList()) {
        if (!node.getNodeName().matches(".*(/_|_S)\\d+")) { // which sends or receives
          ran.put(node.getNodeName(), name(device.getDevice()));
        }
        for (var output : node.getOutputList()) {
          var tensor = output.getTensorDescription();
          int size = tensor.getDtypeValue() % 100 == 9 ? 8 : 4; // int64, or else float and int32
          written.put(
              node.getNodeName() + ":" + output.getSlot(), size * elements(tensor.getShape()));
        }
      }
    }
    Map<String, String> types = new HashMap<>();
    List<Sent> sent = new ArrayList<>();
    for (GraphDef part : metadata.getPartitionGraphsList()) {
      part.getNodeList()
          .forEach(node -> types.put(node.getName(), node.getOp().replace("_MklNative", "")));
      for (NodeDef node : part.getNodeList()) {
        String from = attribute(node, "send_device");
        String to = attribute(node, "recv_device");
        if (node.getOp().endsWith("Send") && !from.equals(to)) {
          sent.add(new Sent(node.getInput(0), from, to, bytes(part, node.getInput(0), written)));
        }
      }
    }
    Map<String, Long> allocated = new HashMap<>();
    new StepTrace(metadata)
        .allocatedPeaks()
        .forEach((device, bytes) -> allocated.put(name(device), bytes));
    return new SessionTrace(ran, types, sent, allocated);
  }

  private static long bytes(GraphDef part, String tensor, Map<String, Long> written) {
    Long bytes = written.get(tensor.contains(":") ? tensor : tensor + ":0");
    return bytes != null
        ? bytes
        : part.getNodeList().stream()
            .filter(node -> node.getName().equals(tensor) && node.getOp().equals("Const"))
            .mapToLong(
                node -> 4 * elements(node.getAttrOrThrow("value").getTensor().getTensorShape()))
            .findAny()
            .orElseThrow(() -> new AssertionError("the size of %s is not known".formatted(tensor)));
  }

  private static long elements(TensorShapeProto shape) {
    return shape.getDimList().stream().mapToLong(d -> d.getSize()).reduce(1, Math::multiplyExact);
  }

  private static String attribute(NodeDef node, String name) {
    return node.containsAttr(name) ? name(node.getAttrOrThrow(name).getS().toStringUtf8()) : "";
  }

  private static String name(String device) {
    String shorter = device.replaceAll(".*/device:", "");
    boolean local = device.startsWith("/job:localhost/");
    return local ? shorter : device.replaceAll(".*/task:(\\d+)/.*", "$1") + "/" + shorter;
  }
}
