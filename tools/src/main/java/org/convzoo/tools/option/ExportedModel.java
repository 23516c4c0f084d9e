package org.convzoo.tools.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.UsageException;
import org.convzoo.train.run.Run;

/** The exported model that a MODEL on the command line means. */
public final class ExportedModel {

  private ExportedModel() {}

  /**
   * Returns the base folder of a run's exports, or the folder as it is where it is no run.
   *
   * @throws UsageException if the run has no export yet
   */
  public static Path of(Path model) throws IOException {
    if (!Files.exists(model.resolve(Run.RECIPE))) {
      return model;
    }
    Run run = Run.open(model, Map.of());
    if (!Files.isDirectory(run.exports())) {
      throw new UsageException(
          "%s has no exported model yet: \"convzoo export %s\" makes one", model, model);
    }
    return run.exports();
  }
}
