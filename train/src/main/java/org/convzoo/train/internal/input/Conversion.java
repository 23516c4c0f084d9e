package org.convzoo.train.internal.input;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.LabelsFile;
import org.convzoo.train.data.internal.tfrecord.Shards;
import org.tensorflow.proto.Features;

/**
 * Writes a data set of files as TFRecord shards. The files' bytes go over as they are, in an order
 * that mixes the classes; each image is decoded once, so that none that cannot be read gets
 * through.
 */
public final class Conversion {

  /** So that the same set always gives the same shards. */
  private static final long SEED = 1;

  private final DataSet data;
  private final LongConsumer progress;
  private final BooleanSupplier stop;
  private long done;

  private Conversion(DataSet data, LongConsumer progress, BooleanSupplier stop) {
    this.data = data;
    this.progress = progress;
    this.stop = stop;
  }

  /**
   * Writes {@code train-00000-of-...}, {@code validation-00000-of-...} and labels.txt.
   *
   * @param folder appears only whole; nothing may be there, or an empty folder
   * @param shards of the training images; the test images have as many images in a shard
   * @param progress hears how many images are done
   * @param stop asked after each image
   * @throws IllegalArgumentException if there is something, or the set is of another kind
   * @throws DataException if an image cannot be read
   * @throws CancellationException if it was stopped; nothing is left
   * @throws IOException if it cannot be written; then nothing is left
   */
  public static void write(
      DataSet data, Path folder, int shards, LongConsumer progress, BooleanSupplier stop)
      throws IOException {
    if (shards < 1 || shards > data.training().size()) {
      throw new UsageException(
          "shards must be 1 to %,d, the number of images, got %d", data.training().size(), shards);
    }
    if (data.task().equals(Task.SEGMENTATION) || data.training().file(0).isEmpty()) {
      throw new UsageException(
          "%s is no data set of files with a label or boxes each", data.source());
    }
    if (data.task().equals(Task.DETECTION) && data.labels().size() > 1) {
      throw new UsageException(
          "%s has boxes of %d classes: a labels.txt in it says which one is wanted",
          data.source(), data.labels().size());
    }
    AtomicFiles.newFolder(
        folder, aside -> new Conversion(data, progress, stop).write(aside, shards));
  }

  private void write(Path folder, int shards) throws IOException {
    write(data.training(), folder, "train", shards);
    double perShard = (double) data.training().size() / shards;
    int testShards = (int) Math.ceil(data.test().size() / perShard);
    write(data.test(), folder, "validation", testShards);
    AtomicFiles.write(folder.resolve(LabelsFile.NAME), String.join("\n", data.labels()) + "\n");
  }

  private void write(ImageSet set, Path folder, String split, int shards) throws IOException {
    List<Long> mixed = new ArrayList<>(LongStream.range(0, set.size()).boxed().toList());
    Collections.shuffle(mixed, new Random(SEED));
    Optional<List<Annotation>> annotations = set.annotations();
    for (int shard = 0; shard < shards; shard++) {
      int from = (int) ((long) shard * set.size() / shards);
      int to = (int) ((shard + 1L) * set.size() / shards);
      long[] numbers = mixed.subList(from, to).stream().mapToLong(number -> number).toArray();
      Path file = folder.resolve(Shards.name(split, shard, shards));
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        Inspection.some(
            set, data.labels().size(), numbers, found -> write(set, annotations, found, out));
      }
    }
  }

  private void write(
      ImageSet set,
      Optional<List<Annotation>> annotations,
      Inspection.Found found,
      OutputStream out) {
    if (found.fault() != null) {
      throw new DataException("%s: %s", set.where((int) found.number()), found.fault());
    }
    Path file = set.file((int) found.number()).orElseThrow();
    try {
      byte[] bytes = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      var record =
          Shards.image(bytes, format(bytes), found.height(), found.width(), set.channels(), name);
      Shards.write(
          out,
          data.task().equals(Task.DETECTION)
              ? Shards.boxes(record, shares(found), 1, data.labels().get(0))
              : labelled(record, found, annotations));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.accept(++done);
    if (stop.getAsBoolean()) {
      throw new CancellationException();
    }
  }

  /** Adds the label and, where there are annotations of the set, the boxes of its objects. */
  private Features.Builder labelled(
      Features.Builder record, Inspection.Found found, Optional<List<Annotation>> annotations) {
    int label = 0;
    while (found.classes()[label] == 0) {
      label++;
    }
    String name = data.labels().get(label);
    Shards.label(record, label + 1, name);
    if (annotations.isPresent()) {
      List<float[]> boxes = annotations.get().get((int) found.number()).shares();
      Shards.boxes(record, boxes, label + 1, name);
    }
    return record;
  }

  private static List<float[]> shares(Inspection.Found found) {
    float height = found.height();
    float width = found.width();
    return found.boxes().stream()
        .map(b -> new float[] {b[0] / height, b[1] / width, b[2] / height, b[3] / width})
        .toList();
  }

  /** What the first byte says; TensorFlow has found it to be one of these. */
  private static String format(byte[] bytes) {
    return switch (bytes[0]) {
      case (byte) 0xff -> "JPEG";
      case (byte) 0x89 -> "PNG";
      case 'G' -> "GIF";
      default -> "BMP";
    };
  }
}
