package org.convzoo.train.internal.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;

/**
 * When each operation of a traced step ran, in Chrome's trace event format, which Perfetto and
 * chrome://tracing show: a process for each device, in which operations that ran at the same time
 * stand in different threads.
 */
public final class Timeline {

  private Timeline() {}

  /** Returns it as JSON in UTF-8. */
  public static byte[] of(StepTrace trace) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = new ObjectMapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("traceEvents");
      int device = 0;
      for (DeviceStepStats each : trace.metadata().getStepStats().getDevStatsList()) {
        write(json, each, device++);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, DeviceStepStats device, int number)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeStringField("name", "process_name");
    json.writeNumberField("pid", number);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", device.getDevice());
    json.writeEndObject();
    json.writeEndObject();
    List<NodeExecStats> nodes = new ArrayList<>(device.getNodeStatsList());
    nodes.sort(Comparator.comparingLong(NodeExecStats::getAllStartMicros));
    List<Long> ends = new ArrayList<>(); // of the last operation in each thread
    for (NodeExecStats node : nodes) {
      long start = node.getAllStartMicros();
      int thread = 0;
      while (thread < ends.size() && ends.get(thread) > start) {
        thread++;
      }
      long micros = Math.max(1, node.getAllEndRelMicros());
      if (thread == ends.size()) {
        ends.add(0L);
      }
      ends.set(thread, start + micros);
      json.writeStartObject();
      json.writeStringField("ph", "X");
      json.writeStringField("name", type(node));
      json.writeNumberField("pid", number);
      json.writeNumberField("tid", thread);
      json.writeNumberField("ts", start);
      json.writeNumberField("dur", micros);
      json.writeObjectFieldStart("args");
      json.writeStringField("operation", node.getNodeName());
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  /** A label is like {@code fc6/MatMul = MatMul(pool5, fc6/kernel)}. */
  private static String type(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int from = label.indexOf(" = ");
    int to = label.indexOf('(', from);
    return from < 0 || to < 0 ? node.getNodeName() : label.substring(from + 3, to);
  }
}
