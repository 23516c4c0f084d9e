package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convzoo.graphs.network.Spec;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.data.DatasetOptions.Options;
import org.tensorflow.types.TFloat32;

/** Each format with eleven training images, told apart by their grey: 10, 20, 30 and so on. */
class EveryFormatTest {

  private static final int COUNT = 11;
  private static final int SIDE = 32;
  private static final int BATCH = 4;
  private static final int PER_EPOCH = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"idx", "cifar10", "folder", "csv", "tfrecord", "masks", "coco", "voc"})
  void epochHasEveryImageOnceAndCanBeginAtAnyBatch(String format) throws IOException {
    try (DataSet set = open(format)) {
      List<Integer> two = greys(set, 0, 2 * PER_EPOCH);
      List<Integer> all = IntStream.rangeClosed(1, COUNT).map(i -> 10 * i).boxed().toList();
      assertEquals(all, two.subList(0, COUNT).stream().sorted().toList());
      assertEquals(all, two.subList(COUNT, 2 * COUNT).stream().sorted().toList());
      assertNotEquals(two.subList(0, COUNT), two.subList(COUNT, 2 * COUNT));
      assertEquals(two.subList(BATCH, 2 * COUNT), greys(set, 1, 2 * PER_EPOCH - 1));
    }
  }

  /** Who closes a reader that is tuned waits until the thread that tunes it wakes. */
  @ParameterizedTest
  @CsvSource({"idx, 1", "folder, 1", "tfrecord, 2"})
  void readersAreNotTuned(String format, int readers) throws IOException {
    try (DataSet set = open(format);
        Graph graph = new Graph()) {
      batches(set, graph);
      GraphDef whole = graph.toGraphDef();
      List<NodeDef> read = new ArrayList<>(datasetsRead(whole.getNodeList()));
      whole
          .getLibrary()
          .getFunctionList()
          .forEach(f -> read.addAll(datasetsRead(f.getNodeDefList())));
      assertEquals(readers, read.size());
      for (NodeDef dataset : read) {
        var options = Options.parseFrom(dataset.getAttrOrThrow("serialized_options").getS());
        assertTrue(options.getAutotuneOptions().hasEnabled(), dataset.getName());
        assertFalse(options.getAutotuneOptions().getEnabled(), dataset.getName());
      }
    }
  }

  private static List<NodeDef> datasetsRead(List<NodeDef> nodes) {
    Map<String, NodeDef> byName =
        nodes.stream().collect(Collectors.toMap(NodeDef::getName, node -> node));
    return nodes.stream()
        .filter(node -> Set.of("MakeIterator", "DatasetToSingleElement").contains(node.getOp()))
        .map(node -> byName.get(node.getInput(0).split(":")[0]))
        .toList();
  }

  private static Batches batches(DataSet set, Graph graph) {
    return new Batches(
        Ops.create(graph),
        set.training(),
        InputTransform.of(Preprocessing.unit(SIDE, SIDE, set.training().channels())),
        BATCH,
        1L);
  }

  private static List<Integer> greys(DataSet set, int first, int batches) {
    List<Integer> greys = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Batches stream = batches(set, graph);
      stream.start(session, first);
      for (int i = 0; i < batches; i++) {
        try (Result result = session.runner().fetch(stream.images()).run()) {
          TFloat32 images = (TFloat32) result.get(0);
          for (long image = 0; image < images.shape().get(0); image++) {
            greys.add(Math.round(255 * images.getFloat(image, 5, 5, 0)));
          }
        }
      }
    }
    return greys;
  }

  private DataSet open(String format) throws IOException {
    switch (format) {
      case "idx" -> {
        for (String part : List.of("train", "t10k")) {
          byte[] pixels = new byte[COUNT * SIDE * SIDE];
          for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (10 * (i / (SIDE * SIDE) + 1));
          }
          Path images = folder.resolve(part + "-images-idx3-ubyte");
          SmallData.idx(images, pixels, COUNT, SIDE, SIDE);
          SmallData.idx(folder.resolve(part + "-labels-idx1-ubyte"), new byte[COUNT], COUNT);
        }
      }
      case "cifar10" -> cifar();
      case "tfrecord" -> {
        Path files = folder.resolve("files");
        files("files/train/one/%d.png", "files/val/one/%d.png");
        folder = folder.resolve("shards");
        try (DataSet set = DataSets.open(files, 3)) {
          Conversion.write(set, folder, 3, done -> {}, () -> false);
        }
      }
      case "folder" -> files("train/one/%d.png", "val/one/%d.png");
      case "csv" -> {
        files("train/%d.png", "val/%d.png");
        for (String split : List.of("train", "val")) {
          List<String> lines = new ArrayList<>(List.of("path,label"));
          IntStream.range(0, COUNT).forEach(i -> lines.add("%s/%d.png,a".formatted(split, i)));
          SmallFiles.write(folder.resolve(split + ".csv"), lines.toArray(String[]::new));
        }
      }
      case "masks" -> {
        files("train/images/%d.png", "val/images/%d.png");
        for (int i = 0; i < COUNT; i++) {
          for (String split : List.of("train", "val")) {
            Path mask = folder.resolve("%s/masks/%d.png".formatted(split, i));
            SmallFiles.write(mask, SmallFiles.grey(SIDE + i, SIDE, 0));
          }
        }
      }
      case "coco" -> {
        files("train/%d.png", "val/%d.png");
        String images =
            IntStream.range(0, COUNT)
                .mapToObj(
                    i ->
                        "{\"id\":%d,\"file_name\":\"%d.png\",\"width\":%d,\"height\":%d}"
                            .formatted(i, i, SIDE, SIDE + i))
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        for (String split : List.of("train", "val")) {
          SmallFiles.write(
              folder.resolve("annotations/%s.json".formatted(split)),
              "{\"images\":[%s],\"annotations\":[],\"categories\":[{\"id\":1,\"name\":\"a\"}]}"
                  .formatted(images));
        }
      }
      case "voc" -> voc();
      default -> throw new AssertionError(format);
    }
    return DataSets.open(format, folder, new Spec.Input(SIDE, SIDE, 3));
  }

  /** Images of different heights. */
  private void files(String... names) {
    for (String name : names) {
      for (int i = 0; i < COUNT; i++) {
        SmallFiles.write(
            folder.resolve(name.formatted(i)), SmallFiles.grey(SIDE + i, SIDE, 10 * (i + 1)));
      }
    }
  }

  private void cifar() throws IOException {
    int[] first = {0, 3, 5, 7, 9, COUNT}; // images in the five files
    for (int file = 1; file <= 5; file++) {
      byte[] records = new byte[(first[file] - first[file - 1]) * 3073];
      for (int i = 0; i < first[file] - first[file - 1]; i++) {
        byte grey = (byte) (10 * (first[file - 1] + i + 1));
        Arrays.fill(records, i * 3073 + 1, (i + 1) * 3073, grey);
      }
      Files.write(folder.resolve("data_batch_%d.bin".formatted(file)), records);
    }
    Files.write(folder.resolve("test_batch.bin"), new byte[3073]);
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
  }

  private void voc() {
    files("JPEGImages/%d.png");
    String[] names = IntStream.range(0, COUNT).mapToObj(Integer::toString).toArray(String[]::new);
    for (String name : names) {
      SmallFiles.write(
          folder.resolve("Annotations/%s.xml".formatted(name)),
          """
          <annotation><filename>%s.png</filename><size><width>%d</width><height>%d</height></size>
          <object><name>a</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>4</ymax>
          </bndbox></object></annotation>"""
              .formatted(name, SIDE, SIDE + Integer.parseInt(name)));
    }
    SmallFiles.write(folder.resolve("ImageSets/Main/train.txt"), names);
    SmallFiles.write(folder.resolve("ImageSets/Main/val.txt"), names);
  }
}
