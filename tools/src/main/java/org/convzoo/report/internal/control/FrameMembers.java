package org.convzoo.report.internal.control;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.convzoo.report.internal.control.WhileFrames.Lane;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.internal.op.Marks;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** Which nodes stand in which loop of TensorFlow 1, in its body or in its condition. */
final class FrameMembers {

  private static final int MOST = 10_000_000;

  /** A loop: its {@code LoopCond}, and what its rounds and what the condition needs. */
  private record Members(NodeDef loop, Set<String> all, Set<String> condition) {}

  private final Map<String, NodeDef> nodes;
  private final Map<String, List<NodeDef>> readers;
  private final Map<NodeDef, List<Lane>> loops;
  private int visited;

  FrameMembers(
      Map<String, NodeDef> nodes,
      Map<String, List<NodeDef>> readers,
      Map<NodeDef, List<Lane>> loops) {
    this.nodes = nodes;
    this.readers = readers;
    this.loops = loops;
  }

  /** Returns all nodes, each marked with the innermost loop that it stands in. */
  Map<String, NodeDef> placed() {
    Map<String, NodeDef.Builder> placed = new HashMap<>();
    nodes.forEach((name, node) -> placed.put(name, node.toBuilder()));
    loops.entrySet().stream()
        .map(loop -> members(loop.getKey(), loop.getValue()))
        .sorted(Comparator.comparing(members -> -members.all.size()))
        .forEach(members -> mark(members, placed));
    return placed.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, node -> node.getValue().build()));
  }

  private void mark(Members members, Map<String, NodeDef.Builder> placed) {
    String loop = WhileFrames.loop(members.loop);
    for (String name : members.all) {
      boolean same = place(nodes.get(name)).equals(place(members.loop)); // not in a loop of calls
      if (same && !name.equals(members.loop.getName())) {
        String place = members.condition.contains(name) ? Marks.CONDITION : Marks.BODY;
        Marks.place(place, loop, placed.get(name));
      }
    }
  }

  private static List<AttrValue> place(NodeDef node) {
    AttrValue none = AttrValue.getDefaultInstance();
    return List.of(
        node.getAttrOrDefault(Marks.BODY, none), node.getAttrOrDefault(Marks.CONDITION, none));
  }

  private Members members(NodeDef loop, List<Lane> lanes) {
    Set<String> starts = new HashSet<>();
    Set<String> frames = new HashSet<>();
    Set<String> ends = new HashSet<>();
    for (Lane lane : lanes) {
      starts.add(lane.merge().getName());
      frames.add(frame(lane.enter()));
      ends.add(lane.next().getName());
      lane.exits().forEach(exit -> ends.add(exit.getName()));
    }
    Set<String> later = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (!ends.contains(name) && visit(name, later)) {
        readers.getOrDefault(name, List.of()).forEach(reader -> open.add(reader.getName()));
      }
    }
    Set<String> all = before(later, starts, frames);
    return new Members(loop, all, before(List.of(loop.getName()), starts, frames));
  }

  /** What leads to {@code ends} within the frames, where {@code starts} begin. */
  private Set<String> before(Collection<String> ends, Set<String> starts, Set<String> frames) {
    Set<String> before = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(ends);
    while (!open.isEmpty()) {
      String name = open.remove();
      NodeDef node = nodes.get(name);
      boolean outside = node.getOp().equals("Enter") && frames.contains(frame(node));
      if (!outside && !starts.contains(name) && visit(name, before)) {
        node.getInputList().forEach(input -> open.add(Nodes.name(input)));
      }
    }
    return before;
  }

  private boolean visit(String name, Set<String> seen) {
    if (++visited > MOST) {
      throw new GraphException("its loops are nested too deep");
    }
    return seen.add(name);
  }

  private static String frame(NodeDef enter) {
    return enter
        .getAttrOrDefault("frame_name", AttrValue.getDefaultInstance())
        .getS()
        .toStringUtf8();
  }
}
