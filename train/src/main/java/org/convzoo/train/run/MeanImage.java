package org.convzoo.train.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.recipe.ImageInput;
import org.convzoo.train.recipe.Recipe;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;

/**
 * The mean of a run's training images, pixel by pixel, where its recipe's {@code input.mean} is
 * {@code image}: Krizhevsky et al. 2012, section 2; He et al. 2016, section 4.2. It is that of the
 * images as evaluation sees them, at the network's size and before augmentation. The run keeps it
 * in {@code mean-image.npy}, NumPy's format: float32 [height,width,channels], 0 to 1.
 */
public final class MeanImage {

  static final String FILE = "mean-image.npy";

  private MeanImage() {}

  /** Returns whether the run needs a mean image, and has none yet, nor has trained without it. */
  public static boolean isMissing(Run run) throws IOException {
    return run.recipe().input().mean().isImage()
        && Files.notExists(file(run))
        && !run.checkpoints().exist();
  }

  /**
   * Goes once over the training images, and writes their mean.
   *
   * @throws DataException if one cannot be read
   */
  public static void make(Run run, ImageSet training) throws IOException {
    Recipe recipe = run.recipe();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var batches =
          new Batches(tf, training, InputTransform.of(recipe.framing()), recipe.batchSize(), null);
      Operand<TFloat64> sum =
          tf.sum(tf.dtypes.cast(batches.images(), TFloat64.class), tf.constant(0));
      double[] sums = new double[size(recipe)];
      batches.start(session, 0);
      for (int batch = 0; batch < batches.perEpoch(); batch++) {
        try (Result result = batches.run(session.runner().fetch(sum), batch)) {
          double[] more = new double[sums.length];
          result.get(0).asRawTensor().data().asDoubles().read(more);
          Arrays.setAll(sums, i -> sums[i] + more[i]);
        }
      }
      byte[] header = header(recipe);
      ByteBuffer bytes = buffer(header.length + sums.length * Float.BYTES).put(header);
      for (double each : sums) {
        bytes.putFloat((float) (each / training.size()));
      }
      Files.createDirectories(run.folder());
      AtomicFiles.write(file(run), place -> Files.write(place, bytes.array()));
    }
  }

  /** Reads what the run has kept, row by row. */
  static List<Float> of(Run run) {
    Path file = file(run);
    Recipe recipe = run.recipe();
    if (Files.notExists(file)) {
      throw new DataException(file + " is missing, which the recipe's input.mean: image speaks of");
    }
    try {
      byte[] bytes = RegularFiles.bytes(file, Integer.MAX_VALUE - 8);
      byte[] header = header(recipe);
      boolean starts = Arrays.mismatch(bytes, header) == header.length;
      if (!starts || bytes.length != header.length + size(recipe) * Float.BYTES) {
        throw new DataException("%s is damaged or not of %s pixels", file, recipe.size());
      }
      FloatBuffer numbers = buffer(bytes).position(header.length).asFloatBuffer();
      List<Float> mean = new ArrayList<>();
      while (numbers.hasRemaining()) {
        mean.add(numbers.get());
      }
      return mean;
    } catch (IOException e) {
      throw new DataException("%s cannot be read: %s", file, e.getMessage());
    }
  }

  /** NumPy's header, version 1.0: its length and its end are a multiple of 64. */
  private static byte[] header(Recipe recipe) {
    ImageInput input = recipe.input();
    String words =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }"
            .formatted(input.height(), input.width(), input.channels());
    int start = 10;
    int whole = (start + words.length() + 1 + 63) / 64 * 64;
    ByteBuffer header = buffer(whole).put((byte) 0x93);
    header.put("NUMPY\1\0".getBytes(StandardCharsets.US_ASCII));
    header.putShort((short) (whole - start));
    header.put(words.getBytes(StandardCharsets.US_ASCII));
    Arrays.fill(header.array(), header.position(), whole, (byte) ' ');
    header.array()[whole - 1] = '\n';
    return header.array();
  }

  private static ByteBuffer buffer(int size) {
    return buffer(new byte[size]);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int size(Recipe recipe) {
    ImageInput input = recipe.input();
    return input.height() * input.width() * input.channels();
  }

  private static Path file(Run run) {
    return run.folder().resolve(FILE);
  }
}
