package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.convzoo.UsageException;
import org.convzoo.export.ModelVersions;
import org.convzoo.serve.option.Engine;

/**
 * Where a model lies: a folder of versions, each in one with a number for a name, or one version;
 * of ONNX models also a file of any name.
 */
public record VersionFolder(Path folder, Engine engine) {

  private static final String ONNX = ".onnx";

  /** A version: its number, and the folder of a SavedModel, or the file of an ONNX model. */
  public record Version(long number, Path place) {}

  /**
   * Looks for a model.
   *
   * @throws UsageException if there is none for this engine
   */
  public static VersionFolder of(Path model, Engine engine) throws IOException {
    Path folder = model.toAbsolutePath().normalize();
    if (!Files.exists(folder)) {
      throw new UsageException("there is no file or folder " + model);
    }
    boolean inFolder = folder.endsWith(Engine.ONNXRUNTIME.file());
    VersionFolder found = new VersionFolder(inFolder ? folder.getParent() : folder, engine);
    boolean other = engine == Engine.TENSORFLOW && isOnnx(folder);
    if (other || found.newest().isEmpty()) {
      throw new UsageException(
          "%s holds no %s, nor numbered folders with such%s",
          model, engine.form(), other ? ": onnxruntime is the engine for ONNX models" : "");
    }
    return found;
  }

  /** Makes the exception that says that there is no model any more. */
  UsageException none() {
    return new UsageException("%s holds no %s", folder, engine.form());
  }

  private static boolean isOnnx(Path file) {
    return String.valueOf(file.getFileName()).endsWith(ONNX);
  }

  private boolean isVersion(Path place) {
    return Files.exists(place.resolve(engine.file()));
  }

  /** What the model is called unless someone says otherwise: the folder of its versions. */
  public String name() {
    String own = String.valueOf(folder.getFileName());
    if (isOnnx(folder)) {
      return own.substring(0, own.length() - ONNX.length());
    }
    boolean numbered =
        isVersion(folder) && ModelVersions.isNumbered(folder) && folder.getParent() != null;
    return numbered ? String.valueOf(folder.getParent().getFileName()) : own;
  }

  /** Returns the version with the highest number, as things are now. */
  public Optional<Version> newest() throws IOException {
    if (Files.isRegularFile(folder) && isOnnx(folder)) {
      return Optional.of(new Version(1, folder));
    }
    if (isVersion(folder)) {
      long number = ModelVersions.isNumbered(folder) ? ModelVersions.number(folder) : 1;
      return Optional.of(version(number, folder));
    }
    return ModelVersions.highest(folder, this::isVersion)
        .map(found -> version(ModelVersions.number(found), found));
  }

  private Version version(long number, Path at) {
    return new Version(number, engine == Engine.TENSORFLOW ? at : at.resolve(engine.file()));
  }

  /** Returns a number that changes with the names, sizes and times of a version's files. */
  static long state(Version version) throws IOException {
    long state = 17;
    try (Stream<Path> files = Files.walk(version.place())) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        state = 31 * state + file.hashCode();
        state = 31 * state + Files.size(file);
        state = 31 * state + Files.getLastModifiedTime(file).hashCode();
      }
    }
    return state;
  }
}
