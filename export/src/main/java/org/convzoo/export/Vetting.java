package org.convzoo.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/**
 * Looks through a SavedModel, as bytes, for what a network has no need of: a model is a program.
 *
 * <p>A model that passes has operations of {@code operations.txt} alone, in its graphs and all
 * functions, whether anything calls them or not: no file that they name is read or written, no
 * process, Python function, network or device of another machine is reached, and the program is not
 * ended. Besides there may be the operations that save and restore variables. Those that save are
 * out of reach of what loading and asking run; the one that restores is run in loading alone, and
 * reads from the name that TensorFlow feeds it, {@code variables/variables} in the model's folder.
 *
 * <p>What is not promised: that it needs little memory or time, that TensorFlow's kernels have no
 * faults that its numbers could use, or that what it answers is true.
 */
final class Vetting {

  private static final Set<String> ALLOWED = allowed();
  private static final String RESTORE = "RestoreV2";
  private static final Set<String> FED = Set.of("Placeholder", "PlaceholderWithDefault", "Const");
  private static final Set<String> SAVE = Set.of("SaveV2", "MergeV2Checkpoints");

  private final MetaGraphDef meta;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions = new HashMap<>();

  private Vetting(MetaGraphDef meta) {
    this.meta = meta;
    meta.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    meta.getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  private static Set<String> allowed() {
    try (InputStream in = Vetting.class.getResourceAsStream("operations.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what a model does that a network has no need of, in words; empty if there is none. */
  static Optional<String> finding(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .map(meta -> new Vetting(meta).finding())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> finding() {
    return unknown()
        .or(() -> first(reached(run()), Vetting::isOfFiles))
        .or(() -> first(swapped(), Vetting::isOfFiles))
        .or(() -> first(reached(restore()), node -> SAVE.contains(node.getOp())))
        .or(this::restoredFromElsewhere);
  }

  private Optional<String> unknown() {
    Stream<NodeDef> all =
        Stream.concat(
            meta.getGraphDef().getNodeList().stream(),
            meta.getGraphDef().getLibrary().getFunctionList().stream()
                .flatMap(function -> function.getNodeDefList().stream()));
    return first(
        all,
        node ->
            !ALLOWED.contains(node.getOp())
                && !isOfFiles(node)
                && !functions.containsKey(node.getOp()));
  }

  private static boolean isOfFiles(NodeDef node) {
    return node.getOp().equals(RESTORE) || SAVE.contains(node.getOp());
  }

  private static Optional<String> first(Stream<NodeDef> nodes, Predicate<NodeDef> bad) {
    return nodes
        .filter(bad)
        .findFirst()
        .map(node -> "its operation %s is a %s".formatted(node.getName(), node.getOp()));
  }

  /** TensorFlow may call one of two functions that say that they do the same. */
  private Stream<NodeDef> swapped() {
    List<NodeDef> own =
        functions.values().stream()
            .filter(function -> function.containsAttr("api_implements"))
            .flatMap(function -> function.getNodeDefList().stream())
            .toList();
    return Stream.concat(own.stream(), bodies(own).stream());
  }

  /** The tensors that asking computes, and the operations that loading runs, by name. */
  private Stream<String> run() {
    return Stream.concat(
        meta.getSignatureDefMap().values().stream()
            .flatMap(signature -> signature.getOutputsMap().values().stream())
            .map(output -> output.getName()),
        meta.getCollectionDefMap().values().stream()
            .flatMap(collection -> collection.getNodeList().getValueList().stream()));
  }

  private Stream<String> restore() {
    return Stream.of(meta.getSaverDef().getRestoreOpName());
  }

  /** All operations of the graph, and of the functions they call, that lead to these. */
  private Stream<NodeDef> reached(Stream<String> ends) {
    Set<NodeDef> graph = before(ends);
    return Stream.concat(graph.stream(), bodies(graph).stream());
  }

  /** The operations of the functions that some operations call, and of those that these call. */
  private List<NodeDef> bodies(Collection<NodeDef> calls) {
    List<NodeDef> all = new ArrayList<>();
    Set<String> called = new HashSet<>();
    Deque<NodeDef> left = new ArrayDeque<>(calls);
    while (!left.isEmpty()) {
      for (FunctionDef function : called(left.pop())) {
        if (called.add(function.getSignature().getName())) {
          all.addAll(function.getNodeDefList());
          left.addAll(function.getNodeDefList());
        }
      }
    }
    return all;
  }

  private Set<NodeDef> before(Stream<String> ends) {
    Set<NodeDef> before = new HashSet<>();
    Deque<String> left = new ArrayDeque<>(ends.toList());
    while (!left.isEmpty()) {
      NodeDef node = nodes.get(name(left.pop()));
      if (node != null && before.add(node)) {
        left.addAll(node.getInputList());
      }
    }
    return before;
  }

  private List<FunctionDef> called(NodeDef node) {
    return Stream.concat(
            Stream.of(node.getOp()),
            node.getAttrMap().values().stream().flatMap(Vetting::functions))
        .map(functions::get)
        .filter(function -> function != null)
        .toList();
  }

  private static Stream<String> functions(AttrValue value) {
    return Stream.concat(
            value.hasFunc() ? Stream.of(value.getFunc()) : Stream.empty(),
            value.getList().getFuncList().stream())
        .map(NameAttrList::getName);
  }

  /** Looks for a restoring operation whose file is not the one that TensorFlow names. */
  private Optional<String> restoredFromElsewhere() {
    String file = name(meta.getSaverDef().getFilenameTensorName());
    Set<NodeDef> graph = before(restore());
    boolean fed = !nodes.containsKey(file) || FED.contains(nodes.get(file).getOp());
    return first(
            graph.stream(),
            node -> node.getOp().equals(RESTORE) && !(fed && isRead(node, 0, file, nodes)))
        .or(
            () ->
                graph.stream()
                    .flatMap(call -> called(call).stream().map(body -> elsewhere(call, body, file)))
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  /** Looks for one in a function: its file must be an argument, for which {@code call} has it. */
  private Optional<String> elsewhere(NodeDef call, FunctionDef function, String file) {
    List<OpDef.ArgDef> arguments = function.getSignature().getInputArgList();
    Map<String, NodeDef> body = new HashMap<>();
    function.getNodeDefList().forEach(node -> body.put(node.getName(), node));
    Set<String> files =
        IntStream.range(0, arguments.size())
            .filter(i -> isRead(call, i, file, nodes))
            .mapToObj(i -> arguments.get(i).getName())
            .collect(Collectors.toSet());
    Stream<NodeDef> deeper = bodies(body.values()).stream();
    return first(
            body.values().stream(),
            node ->
                node.getOp().equals(RESTORE)
                    && files.stream().noneMatch(name -> isRead(node, 0, name, body)))
        .or(() -> first(deeper, node -> node.getOp().equals(RESTORE)));
  }

  /** Whether an input of a node is a certain tensor, perhaps handed on. */
  private static boolean isRead(NodeDef node, int input, String tensor, Map<String, NodeDef> all) {
    NodeDef at = node;
    int number = input;
    for (int steps = 0; steps <= all.size(); steps++) {
      if (at == null || at.getInputCount() <= number) {
        return false;
      }
      String source = name(at.getInput(number));
      if (source.equals(tensor)) {
        return true;
      }
      at = all.get(source);
      number = 0;
      if (at == null || !at.getOp().equals("Identity")) {
        return false;
      }
    }
    return false;
  }

  /** The name of the node that a tensor comes from. */
  private static String name(String tensor) {
    String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = plain.indexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }
}
