package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.convzoo.internal.files.Folders;

/**
 * A model that is served: always the version with the highest number on disk. Another one takes the
 * place of the one before when it has been loaded and run once; who uses that one goes on.
 */
public final class ServedModel {

  /** A version that could not be loaded, and why. */
  public record Failed(long version, String reason) {}

  private final String name;
  private final VersionFolder folder;
  private final ServingOptions options;
  private final Consumer<String> log;
  private volatile ServedVersion current;
  private volatile Failed failed;
  private VersionFolder.Version seen;
  private long seenState;
  private long triedState;

  /**
   * Loads the newest version.
   *
   * @throws IOException if it cannot be loaded
   */
  public ServedModel(
      String name, VersionFolder folder, ServingOptions options, Consumer<String> log)
      throws IOException {
    this.name = name;
    this.folder = folder;
    this.options = options;
    this.log = log;
    VersionFolder.Version newest = folder.newest().orElseThrow(() -> folder.none());
    current = new ServedVersion(name, newest, options);
    options.metrics().show("queue.requests", name, this, ServedModel::waiting);
    options.metrics().show("version", name, this, ServedModel::number);
  }

  private double number() {
    ServedVersion version = current;
    return version == null ? 0 : version.number();
  }

  private double waiting() {
    ServedVersion version = current;
    return version == null ? 0 : version.waiting();
  }

  public String name() {
    return name;
  }

  /** The newest version on disk where it could not be loaded. */
  public Optional<Failed> failed() {
    return Optional.ofNullable(failed);
  }

  /** Begins to use the version at hand, which is to be released; empty once the model is closed. */
  public Optional<ServedVersion> acquire() {
    while (true) {
      ServedVersion version = current;
      if (version == null) {
        return Optional.empty();
      }
      if (version.acquire()) {
        return Optional.of(version);
      }
    }
  }

  /**
   * Looks for another version on disk and loads it, once its files have stayed the same from one
   * look to the next: it may still be being copied.
   */
  public void look() {
    ServedVersion at = current;
    if (at == null) {
      return;
    }
    try {
      Optional<VersionFolder.Version> newest = folder.newest();
      if (newest.isEmpty() || newest.get().number() == at.number()) {
        failed = null;
        return;
      }
      long state = VersionFolder.state(newest.get());
      boolean steady = newest.get().equals(seen) && state == seenState;
      seen = newest.get();
      seenState = state;
      if (steady && state != triedState) {
        triedState = state;
        replace(newest.get());
      }
    } catch (IOException | UncheckedIOException e) {
      log.accept("model %s: its versions cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  private void replace(VersionFolder.Version newest) {
    try {
      ServedVersion next = new ServedVersion(name, newest, options);
      ServedVersion old = current;
      current = next;
      failed = null;
      old.release();
      log.accept(
          "model %s: version %d takes the place of %d"
              .formatted(name, next.number(), old.number()));
    } catch (IOException | RuntimeException e) {
      String reason = e instanceof IOException io ? Folders.reason(io) : e.getMessage();
      failed = new Failed(newest.number(), reason);
      log.accept("model %s: version %d is not served: %s".formatted(name, newest.number(), reason));
    }
  }

  /** Ends; who uses the version goes on. */
  public void close() {
    ServedVersion last = current;
    current = null;
    if (last != null) {
      last.release();
    }
  }
}
