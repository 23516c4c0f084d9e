package org.convzoo.serve.internal.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.convzoo.export.ImageDecoder;
import org.convzoo.serve.internal.tensor.BadTensorException;
import org.convzoo.serve.internal.tensor.HostTensor;

/** A version of a model while it is served. It is closed once nobody uses it any more. */
public final class ServedVersion {

  private final String model;
  private final VersionFolder.Version version;
  private final EngineModel loaded;
  private final ImageDecoder decoder;
  private final Batcher batcher;
  private final AtomicInteger users = new AtomicInteger(1); // the model itself is the first

  /**
   * Loads a version, and runs it once.
   *
   * @throws IOException if it cannot be loaded
   */
  ServedVersion(String model, VersionFolder.Version version, ServingOptions options)
      throws IOException {
    this.model = model;
    this.version = version;
    this.loaded = EngineModel.load(version.place(), options);
    this.decoder =
        loaded.channels() == 0 ? null : new ImageDecoder(loaded.channels(), options.mostPixels());
    this.batcher = new Batcher(model, loaded, options.batching(), options.metrics());
    warmUp();
  }

  private void warmUp() {
    for (ModelSignature signature : loaded.signatures().values()) {
      try {
        batcher.askAtOnce(signature, signature.zeros()).join();
      } catch (BadTensorException | CompletionException e) {
        // what it wants cannot be made up; the first request warms it up
      }
    }
  }

  public String model() {
    return model;
  }

  public long number() {
    return version.number();
  }

  /** The folder of a SavedModel, or the file of an ONNX model, that it was loaded from. */
  public Path place() {
    return version.place();
  }

  /** The classes by number, empty where the model has none. */
  public List<String> labels() {
    return loaded.labels();
  }

  public Map<String, ModelSignature> signatures() {
    return loaded.signatures();
  }

  /** Reads image files for this model; empty where it takes no images. */
  public Optional<ImageDecoder> decoder() {
    return Optional.ofNullable(decoder);
  }

  /** Channels of its images, or 0. */
  public int channels() {
    return loaded.channels();
  }

  /**
   * Has it run on a request's inputs.
   *
   * @throws BadTensorException if they are not those that the signature wants
   * @throws QueueFullException if too many requests wait
   */
  public CompletableFuture<Map<String, HostTensor>> ask(
      ModelSignature signature, Map<String, HostTensor> inputs) {
    signature.require(inputs);
    return batcher.ask(signature, inputs, isAlone());
  }

  /** Whether one request uses it, and no other. */
  public boolean isAlone() {
    return users.get() <= 2;
  }

  int waiting() {
    return batcher.waiting();
  }

  /** Begins to use it, unless it has been closed. */
  boolean acquire() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** Ends a use. The last one closes it, in a thread of its own. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      Thread closer = new Thread(this::close, "close-" + model);
      closer.start();
    }
  }

  private void close() {
    batcher.close();
    if (decoder != null) {
      decoder.close();
    }
    loaded.close();
  }
}
