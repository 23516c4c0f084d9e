package org.convzoo.serve.internal.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * ONNX Runtime's sessions of one model. A run that has the machine to itself takes all cores, and
 * runs at the same time share them out: where their threads wanted the same cores, two runs on two
 * cores came to 0.5 to 0.8 of the answers.
 */
final class OnnxSessions implements AutoCloseable {

  /**
   * Bytes of a file whose operations are too small to be divided: LeNet's, of 250 kB, lose by it.
   */
  private static final long SMALL = 1L << 20;

  /** Bytes of a file that is not held twice. */
  private static final long LARGE = 1L << 28;

  private final AtomicInteger running = new AtomicInteger();
  private final OrtSession alone;
  private final OrtSession shared;

  private OnnxSessions(OrtSession alone, OrtSession shared) {
    this.alone = alone;
    this.shared = shared;
  }

  /**
   * Loads a model.
   *
   * @param runs that may go on at the same time
   * @throws OrtException if ONNX Runtime refuses it
   */
  static OnnxSessions load(Path file, int runs) throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    environment.setTelemetry(false); // Windows is told nothing
    int cores = Runtime.getRuntime().availableProcessors();
    int share = Math.max(1, cores / runs);
    long bytes = Files.size(file);
    OrtSession alone = session(environment, file, bytes <= SMALL ? share : cores);
    if (share == cores || bytes <= SMALL || bytes > LARGE) {
      return new OnnxSessions(alone, alone);
    }
    try {
      return new OnnxSessions(alone, session(environment, file, share));
    } catch (OrtException e) {
      alone.close();
      throw e;
    }
  }

  private static OrtSession session(OrtEnvironment environment, Path file, int threads)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry("session.force_spinning_stop", "1"); // at the end of a run
      return environment.createSession(file.toString(), options);
    }
  }

  /** One of them, to ask what the model is like. */
  OrtSession any() {
    return alone;
  }

  /** Runs it; the answer is for the caller to close. */
  OrtSession.Result run(Map<String, OnnxTensor> inputs) throws OrtException {
    try {
      return (running.getAndIncrement() == 0 ? alone : shared).run(inputs);
    } finally {
      running.decrementAndGet();
    }
  }

  @Override
  public void close() throws OrtException {
    alone.close();
    if (shared != alone) {
      shared.close();
    }
  }
}
