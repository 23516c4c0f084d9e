package org.convzoo.tools;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Spec;
import org.convzoo.graphs.Task;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
    name = "models",
    description = "List the networks, with their parameters counted from their graphs.",
    footerHeading = "%nExamples:%n",
    footer = {"  convzoo models", "  convzoo models --json"})
final class ModelsCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @picocli.CommandLine.Spec private CommandSpec command;

  private interface ByName {
    @JsonValue
    String toString();
  }

  private record Row(Spec spec, long parameters) {}

  @Override
  public Integer call() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (Network network : Zoo.all()) {
      rows.add(new Row(network.spec(), parameters(network)));
    }
    var out = command.commandLine().getOut();
    if (json) {
      out.println(
          new ObjectMapper()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .addMixIn(Task.class, ByName.class)
              .writeValueAsString(rows));
      return 0;
    }
    String line = "%-14s %4s  %-11s %7s %12s  %s%n";
    out.printf(line, "name", "year", "input", "classes", "parameters", "paper");
    for (Row row : rows) {
      Spec spec = row.spec;
      out.printf(
          line,
          spec.name(),
          spec.year(),
          spec.input(),
          spec.classes(),
          "%,d".formatted(row.parameters),
          spec.title());
    }
    return 0;
  }

  private static long parameters(Network network) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Spec.Input size = network.spec().input();
      Shape shape = Shape.of(-1, size.height(), size.width(), size.channels());
      var images = variables.root().placeholder(TFloat32.class, Placeholder.shape(shape));
      network.draw(Layers.inference(variables), images, network.spec().classes());
      return variables.parameters();
    }
  }
}
