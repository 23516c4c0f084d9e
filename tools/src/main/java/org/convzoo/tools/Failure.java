package org.convzoo.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.List;
import org.convzoo.UsageException;
import org.convzoo.export.ImageException;
import org.convzoo.internal.files.Folders;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.train.cluster.ClusterException;
import org.convzoo.train.data.DataException;
import org.convzoo.train.hardware.NoGpuException;
import org.convzoo.train.step.DivergedException;
import org.tensorflow.exceptions.TensorFlowException;

/** What a command says of an exception, and its exit code. */
final class Failure {

  /** What may be thrown without a fault of the program. */
  private static final List<Class<? extends RuntimeException>> EXPECTED =
      List.of(
          UsageException.class,
          InvalidPathException.class,
          UncheckedIOException.class,
          DataException.class,
          DivergedException.class,
          GraphException.class,
          ImageException.class,
          NoGpuException.class,
          ClusterException.class,
          IllegalStateException.class);

  private static final String TENSORFLOW = TensorFlowException.class.getPackageName();

  private Failure() {}

  static boolean isBug(Exception e) {
    return e instanceof RuntimeException
        && !e.getClass().getPackageName().equals(TENSORFLOW) // some are IllegalArgumentExceptions
        && EXPECTED.stream().noneMatch(type -> type.isInstance(e));
  }

  static int exitCode(Exception e) {
    return e instanceof UsageException
            || e instanceof InvalidPathException
            || e instanceof FileAlreadyExistsException
        ? 2
        : 1;
  }

  static String explain(Exception e) {
    if (isBug(e)) {
      return "this is a bug in Convzoo: please report it with the lines above";
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " exists and is not empty: choose another name";
    }
    if (e instanceof FileSystemException file) {
      return "%s: %s".formatted(file.getFile(), Folders.reason(file));
    }
    if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      IOException cause = unchecked.getCause();
      boolean silent = cause.toString().equals(unchecked.getMessage());
      return silent ? explain(cause) : unchecked.getMessage() + ": " + Folders.reason(cause);
    }
    if (e instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    if (e instanceof IOException io) {
      return Folders.reason(io);
    }
    return e.getMessage() != null ? e.getMessage() : e.toString();
  }
}
