package org.convzoo.tools.serving;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.UsageException;
import org.convzoo.export.WeightStorage;
import org.convzoo.internal.files.Folders;
import org.convzoo.serve.ModelServer;
import org.convzoo.serve.option.Engine;
import org.convzoo.tools.option.CheckpointOption;
import org.convzoo.train.TrainedModel;
import org.convzoo.train.run.Checkpoints;
import org.convzoo.train.run.Run;

/**
 * The models that a server is told: exports, models of other makers, and runs, exported aside if
 * need be.
 */
final class ModelArguments implements AutoCloseable {

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]+)=(.+)");

  private final Map<String, Path> models = new LinkedHashMap<>();
  private final Engine engine;
  private Path aside;

  ModelArguments(List<String> arguments, Engine engine, PrintWriter err) throws IOException {
    this.engine = engine;
    try {
      for (String argument : arguments) {
        Matcher named = NAMED.matcher(argument);
        boolean isNamed = named.matches() && !Files.exists(Path.of(argument));
        Path model = exported(Path.of(isNamed ? named.group(2) : argument), err);
        String name = isNamed ? named.group(1) : ModelServer.name(model, engine);
        if (models.put(name, model) != null) {
          throw new UsageException("two models are called %s: name one by NAME=MODEL", name);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** By their names. */
  Map<String, Path> models() {
    return models;
  }

  private Path exported(Path model, PrintWriter err) throws IOException {
    if (!Run.isIn(model)) {
      return model;
    }
    Run run = Run.open(model, Map.of());
    boolean onnx = engine == Engine.ONNXRUNTIME;
    Path exports = onnx ? run.onnxExports() : run.exports();
    if (Files.isDirectory(exports)) {
      return exports;
    }
    if (aside == null) {
      aside = Files.createTempDirectory("convzoo-serve");
    }
    Path base = aside.resolve(run.recipe().network());
    try (Checkpoints.Checkpoint best = CheckpointOption.best(run, err)) {
      if (onnx) {
        TrainedModel.exportOnnx(run, best, base);
      } else {
        TrainedModel.export(run, best, WeightStorage.CONSTANTS, base);
      }
    }
    return base;
  }

  /** Deletes what was exported aside. */
  @Override
  public void close() throws IOException {
    if (aside != null) {
      Folders.delete(aside);
    }
  }
}
