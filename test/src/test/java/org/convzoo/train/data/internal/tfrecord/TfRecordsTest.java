package org.convzoo.train.data.internal.tfrecord;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.convzoo.graphs.network.Spec;
import org.convzoo.internal.files.TfRecord;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Sampled;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Features;
import org.tensorflow.types.TString;

/** Shards written by TensorFlow itself: images of 2 x (3 + number) pixels. */
class TfRecordsTest {

  @TempDir Path folder;
  private Path first;

  @BeforeEach
  void write() throws IOException {
    first = folder.resolve("train-00000-of-00002");
    shard(first, example(0, 1), example(1, 2));
    shard(folder.resolve("train-00001-of-00002"), example(2, 1));
    shard(folder.resolve("validation-00000-of-00001"), example(3, 2));
    SmallFiles.write(folder.resolve("labels.txt"), "cat", "dog");
  }

  private static byte[] example(int number, int label) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(SmallFiles.noise(2, 3 + number, number), "png", png);
    var record = Shards.image(png.toByteArray(), "PNG", 2, 3 + number, 3, "x.png");
    return bytes(Shards.label(record, label, "?"));
  }

  private static byte[] bytes(Features.Builder record) {
    return Example.newBuilder().setFeatures(record).build().toByteArray();
  }

  private static void shard(Path file, byte[]... records) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TString all = TString.tensorOfBytes(NdArrays.vectorOfObjects(records))) {
      Ops tf = Ops.create(graph);
      var fed = tf.placeholder(TString.class, Placeholder.shape(all.shape()));
      var rows = tf.data.tensorSliceDataset(List.of(fed), List.of(Shape.scalar()));
      var written = tf.data.datasetToTfRecord(rows, tf.constant(file.toString()), tf.constant(""));
      session.runner().feed(fed, all).addTarget(written).run().close();
    }
  }

  private DataSet open() {
    return DataSets.open("tfrecord", folder, new Spec.Input(1, 1, 3));
  }

  @Test
  void recordsHaveTheirNumbersThroughAllShards() {
    try (DataSet set = open()) {
      assertEquals(List.of("cat", "dog"), set.labels());
      assertEquals(3, set.training().size());
      assertEquals(1, set.test().size());
      for (int i = 0; i < 3; i++) {
        Sampled read = Sampled.of(set.training(), i);
        assertEquals(Shape.of(2, 3 + i, 3), read.shape());
        assertEquals(i % 2, read.label());
        int rgb = SmallFiles.noise(2, 3 + i, i).getRGB(2, 1);
        assertEquals(List.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255), read.pixel(1, 2));
      }
      assertEquals(first + ", record at byte 0", set.training().where(0));
    }
  }

  @Test
  void damagedRecordIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length - 10] ^= 1; // in the second record's content
    Files.write(first, bytes);
    try (DataSet set = open()) {
      assertEquals(0, Sampled.of(set.training(), 0).label());
      String message =
          assertThrows(RuntimeException.class, () -> Sampled.of(set.training(), 1)).getMessage();
      assertTrue(message.startsWith("corrupted record at "), message);
    }
  }

  @Test
  void damagedLengthIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    bytes[0] ^= 1;
    Files.write(first, bytes);
    assertRefused(first + " is no TFRecord file");
  }

  @Test
  void fileCutShortIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    for (int left : new int[] {5, 100, bytes.length - 1}) {
      Files.write(first, Arrays.copyOf(bytes, left));
      String message = message();
      assertTrue(message.startsWith(first + " is cut short: its record at byte "), message);
    }
  }

  @Test
  void gzippedShardIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(first);
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(first))) {
      out.write(bytes);
    }
    assertRefused(first + " is gzipped, so its records cannot be found by their place: unpack it");
  }

  @Test
  void labelOutOfRangeIsRefused() throws IOException {
    for (int label : new int[] {0, 3}) {
      shard(first, example(0, label));
      try (DataSet set = open()) {
        String message =
            assertThrows(RuntimeException.class, () -> Sampled.of(set.training(), 0)).getMessage();
        assertTrue(
            message.contains("image/class/label is not 1 to 2 but ] [%d]".formatted(label)),
            message);
      }
    }
  }

  @Test
  void missingShardIsNamed() throws IOException {
    Files.delete(first);
    assertRefused(folder + " lacks the shard train-00000-of-00002");
    write();
    Files.delete(folder.resolve("train-00001-of-00002"));
    assertRefused(folder + " lacks the shard train-00001-of-00002");
  }

  @Test
  void missingNamesOfClassesAreAskedFor() throws IOException {
    Files.delete(folder.resolve("labels.txt"));
    assertRefused(folder + " holds no labels.txt with the names of the classes, one a line");
  }

  @Test
  void checksumIsThatOfTheFormat() {
    // RFC 3720, B.4: CRC-32C of 32 zeros is 0x8a9136aa; turned right by 15 it is 0x6d551522, and
    // with 0xa282ead8 added 0x0fd7fffa
    assertEquals(0x0fd7fffa, TfRecord.checksum(new byte[32], 32));
  }

  private void assertRefused(String message) {
    assertEquals(message, message());
  }

  private String message() {
    return assertThrows(DataException.class, this::open).getMessage();
  }
}
