package org.convzoo.export.scan;

import static org.convzoo.export.scan.ModelGraph.isRead;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.export.scan.ModelGraph.Operation;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Looks through a graph, as bytes, for what a network has no need of: a model is a program.
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

  private static final String RESTORE = "RestoreV2";
  private static final Set<String> FED = Set.of("Placeholder", "PlaceholderWithDefault", "Const");
  private static final Set<String> SAVE = Set.of("SaveV2", "MergeV2Checkpoints");

  private final ModelGraph graph;

  private Vetting(ModelGraph graph) {
    this.graph = graph;
  }

  /** Returns the operations that a network has no need of, those that nothing reaches, too. */
  static Set<Operation> findings(ModelGraph graph) {
    return new Vetting(graph).findings().collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Stream<Operation> findings() {
    return Stream.of(
            graph.all().filter(this::isForeign),
            graph.reached(run()).stream().filter(Vetting::isOfFiles),
            swapped().filter(Vetting::isOfFiles),
            graph.reached(restore()).stream().filter(op -> SAVE.contains(op.type())),
            restoredFromElsewhere())
        .flatMap(each -> each);
  }

  private boolean isForeign(Operation op) {
    return !Operations.isAllowed(op.type()) && !isOfFiles(op) && !graph.isFunction(op.type());
  }

  private static boolean isOfFiles(Operation op) {
    return op.type().equals(RESTORE) || SAVE.contains(op.type());
  }

  /** TensorFlow may call one of two functions that say that they do the same. */
  private Stream<Operation> swapped() {
    List<Operation> own =
        graph.functions().stream()
            .filter(function -> function.containsAttr("api_implements"))
            .flatMap(ModelGraph::body)
            .toList();
    return Stream.concat(
        own.stream(), graph.bodies(own.stream().map(Operation::node).toList()).stream());
  }

  /** What runs operations, by its name: those that it fetches. */
  static Map<String, List<String>> runs(MetaGraphDef meta) {
    Map<String, List<String>> runs = new LinkedHashMap<>();
    runs.put(
        "loading",
        Stream.concat(
                Stream.of(meta.getSaverDef().getRestoreOpName()),
                meta.getCollectionDefMap().values().stream()
                    .flatMap(collection -> collection.getNodeList().getValueList().stream()))
            .toList());
    meta.getSignatureDefMap()
        .forEach(
            (name, signature) ->
                runs.put(
                    "signature " + name,
                    signature.getOutputsMap().values().stream()
                        .map(output -> output.getName())
                        .toList()));
    return runs;
  }

  /** The tensors that asking computes, and the operations that loading runs, but restoring. */
  private Stream<String> run() {
    MetaGraphDef plain = graph.meta().toBuilder().clearSaverDef().build();
    return runs(plain).values().stream().flatMap(List::stream);
  }

  private Stream<String> restore() {
    return Stream.of(graph.meta().getSaverDef().getRestoreOpName());
  }

  /** Looks for a restoring operation whose file is not the one that TensorFlow names. */
  private Stream<Operation> restoredFromElsewhere() {
    String file = ModelGraph.name(graph.meta().getSaverDef().getFilenameTensorName());
    Map<String, NodeDef> nodes = graph.nodes();
    Set<Operation> before = graph.before(restore());
    boolean fed = !nodes.containsKey(file) || FED.contains(nodes.get(file).getOp());
    return Stream.concat(
        before.stream()
            .filter(op -> op.type().equals(RESTORE) && !(fed && isRead(op.node(), 0, file, nodes))),
        before.stream()
            .flatMap(
                call ->
                    graph.called(call.node()).stream()
                        .flatMap(body -> elsewhere(call.node(), body, file))));
  }

  /** Looks for one in a function: its file must be an argument, for which {@code call} has it. */
  private Stream<Operation> elsewhere(NodeDef call, FunctionDef function, String file) {
    List<OpDef.ArgDef> arguments = function.getSignature().getInputArgList();
    Map<String, NodeDef> body = new HashMap<>();
    function.getNodeDefList().forEach(node -> body.put(node.getName(), node));
    Set<String> files =
        IntStream.range(0, arguments.size())
            .filter(i -> isRead(call, i, file, graph.nodes()))
            .mapToObj(i -> arguments.get(i).getName())
            .collect(Collectors.toSet());
    return Stream.concat(
        ModelGraph.body(function)
            .filter(
                op ->
                    op.type().equals(RESTORE)
                        && files.stream().noneMatch(name -> isRead(op.node(), 0, name, body))),
        graph.bodies(body.values()).stream().filter(op -> op.type().equals(RESTORE)));
  }
}
