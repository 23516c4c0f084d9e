package org.convzoo.export.scan;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.convzoo.UsageException;
import org.convzoo.export.scan.ModelGraph.Operation;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.ops.internal.runtime.MappedMessage;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * What a SavedModel could do to the machine. Nothing of it is loaded.
 *
 * @param findings what a network has no need of, in the order of the file
 * @param state how many operations that keep something from one run to the next the model may have,
 *     by type: variables, tables, random numbers
 * @param operations how many there are in all graphs and functions
 */
public record ModelScan(List<Finding> findings, Map<String, Long> state, long operations) {

  private static final String FILE = "saved_model.pb";
  private static final String SPLIT = "saved_model.cpb"; // TensorFlow would take it first

  public ModelScan {
    findings = List.copyOf(findings);
  }

  /**
   * Looks through a model's file.
   *
   * @param folder of the SavedModel
   * @throws UsageException if there is none
   * @throws IOException if it cannot be read, or is none
   */
  public static ModelScan of(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(FILE))) {
      throw new UsageException(folder + " holds no " + FILE);
    }
    RegularFiles.requireBelow(folder);
    try {
      ModelScan scan = of(MappedMessage.parse(folder.resolve(FILE), SavedModel.parser()));
      return Files.exists(folder.resolve(SPLIT)) ? scan.hidden() : scan;
    } catch (InvalidProtocolBufferException e) {
      throw new IOException("%s: %s is cut, or no SavedModel".formatted(folder, FILE), e);
    }
  }

  /** Looks through a model. */
  public static ModelScan of(SavedModel model) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Long> state = new TreeMap<>();
    long operations = 0;
    for (MetaGraphDef meta : model.getMetaGraphsList()) {
      ModelGraph graph = new ModelGraph(meta);
      Set<Operation> found = Vetting.findings(graph);
      findings.addAll(described(graph, found));
      for (Operation op : graph.all().toList()) {
        operations++;
        if (!found.contains(op) && Operations.isAllowed(op.type()) && isStateful(op)) {
          state.merge(op.type(), 1L, Long::sum);
        }
      }
    }
    return new ModelScan(findings, state, operations);
  }

  private static boolean isStateful(Operation op) {
    return Operations.isStateful(op.type());
  }

  private static List<Finding> described(ModelGraph graph, Set<Operation> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    Map<String, Set<Operation>> reached = new LinkedHashMap<>();
    Vetting.runs(graph.meta())
        .forEach((name, ends) -> reached.put(name, graph.reached(ends.stream())));
    return found.stream()
        .map(
            op ->
                new Finding(
                    op.function(),
                    op.node().getName(),
                    op.type(),
                    Operations.effect(op.type()),
                    reached.entrySet().stream()
                        .filter(run -> run.getValue().contains(op))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toList())))
        .toList();
  }

  private ModelScan hidden() {
    List<Finding> all = new ArrayList<>(findings);
    all.add(0, new Finding("", SPLIT, "file", Effect.HIDES_ANOTHER_GRAPH, List.of("loading")));
    return new ModelScan(all, state, operations);
  }

  /** Whether it could do harm. */
  public boolean isHarmful() {
    return !findings.isEmpty();
  }

  /**
   * Returns the first that a model does that a network has no need of, in words; empty if there is
   * none. TensorFlow's library is not needed.
   */
  public static Optional<String> firstFinding(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .flatMap(meta -> Vetting.findings(new ModelGraph(meta)).stream())
        .findFirst()
        .map(op -> "its operation %s is a %s".formatted(op.node().getName(), op.type()));
  }
}
