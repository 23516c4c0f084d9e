package org.convzoo.attack;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.export.card.ModelCard;
import org.convzoo.report.ForeignModels;
import org.convzoo.tools.Calls;
import org.convzoo.train.data.Hard;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;

/** Writes a small valid input of every kind. */
final class CorpusFiles {

  static final int EPOCHS = 2;

  private static final int SIDE = 16;
  private static final int IMAGES = 8;

  private static final String RECIPE =
      """
      network: lenet
      dataset: idx
      input:
        height: 16
        width: 16
        channels: 1
        mean: [0.5]
        std: [0.25]
      augment:
        - random_crop: {size: 16, pad: 2}
        - flip
      batch: 4
      epochs: 2
      initializer: {kernels: he}
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 0.0001}
      learning_rate:
        schedule: multistep
        base: 0.01
        factor: 0.1
        at: [1, 2]
      checkpoint: {every: 2, keep: 2}
      seed: 1
      """;

  /** 3x2 pixels, written by libwebp. */
  private static final String WEBP =
      "UklGRkIAAABXRUJQVlA4TDYAAAAvAkAAAC9AkG2zQdzr/jLTIJO2yV//dmZtZNI2rYf986+y8x9o5JGs+wYE"
          + "ApSx4oFtIvof4wU=";

  private final Path corpus;

  private CorpusFiles(Path corpus) {
    this.corpus = corpus;
  }

  /** Writes all of them. */
  static void write(Path corpus) throws IOException {
    new CorpusFiles(corpus).write();
  }

  private void write() throws IOException {
    SmallFiles.write(corpus.resolve("recipe/mine.yaml"), RECIPE);
    idx();
    images();
    SmallFiles.folder(corpus.resolve("folder"), 2);
    lists();
    boxes();
    masks();
    cifar();
    album();
    foreign();
    Calls.succeed("data convert --shards 2", at("folder"), "--to", at("tfrecord"));
    Calls.succeed("data convert --shards 1", at("coco"), "--to", at("tfboxes"));
    Calls.succeed(
        "train lenet --device cpu --threads 1 --recipe",
        at("recipe/mine.yaml"),
        "--data-dir",
        at("idx"),
        "--run",
        at("run"));
    copy(at("run/export/lenet/1"), at("carded"));
    copy(at("run/export/lenet/1"), at("model"));
    Calls.succeed("export --variables --to", at("variables"), at("run"));
    for (String model : List.of("model", "variables/lenet/1")) { // which would be refused at once
      Files.delete(at(model).resolve(ModelCard.FILE));
    }
  }

  private Path at(String name) {
    return corpus.resolve(name);
  }

  private void idx() throws IOException {
    Path folder = Files.createDirectories(at("idx"));
    Random random = new Random(1);
    for (String part : List.of("train", "t10k")) {
      byte[] pixels = new byte[IMAGES * SIDE * SIDE];
      byte[] labels = new byte[IMAGES];
      random.nextBytes(pixels);
      IntStream.range(0, IMAGES).forEach(i -> labels[i] = (byte) (i % 3));
      String zipped = part.equals("t10k") ? ".gz" : "";
      SmallData.idx(
          folder.resolve(part + "-images-idx3-ubyte" + zipped), pixels, IMAGES, SIDE, SIDE);
      SmallData.idx(folder.resolve(part + "-labels-idx1-ubyte"), labels, IMAGES);
    }
    SmallFiles.write(folder.resolve("labels.txt"), "one", "two", "three");
  }

  private void images() throws IOException {
    BufferedImage noise = SmallFiles.noise(20, 12, 1);
    for (String ending : List.of("png", "jpg", "gif", "bmp")) {
      SmallFiles.write(at("images/plain." + ending), noise);
    }
    Hard.cmykJpeg(at("images/cmyk.jpg"), 51, 102, 0, 0);
    Hard.animatedGif(at("images/animated.gif"), 0xff0000, 0x00ff00);
    Hard.turnedJpeg(at("images/turned.jpg"), 6);
  }

  private void lists() {
    for (String split : List.of("train", "val")) {
      List<String> lines = new ArrayList<>(List.of("path,label"));
      for (int i = 0; i < 4; i++) {
        SmallFiles.write(at("csv/%s/%d.png".formatted(split, i)), SmallFiles.noise(5, 4, i));
        lines.add("%s/%d.png,%s".formatted(split, i, i % 2 == 0 ? "cat" : "dog"));
      }
      SmallFiles.write(at("csv/%s.csv".formatted(split)), lines.toArray(String[]::new));
    }
  }

  private void boxes() {
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < 2; i++) {
        SmallFiles.write(at("coco/%s/%d.png".formatted(split, i)), SmallFiles.noise(12, 10, i));
      }
      SmallFiles.write(
          at("coco/annotations/%s.json".formatted(split)),
          """
          {"images": [
            {"id": 1, "file_name": "0.png", "width": 10, "height": 12},
            {"id": 2, "file_name": "1.png", "width": 10, "height": 12}],
          "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3.5, 4], "iscrowd": 0},
            {"id": 2, "image_id": 2, "category_id": 1, "bbox": [0, 0, 5, 5], "iscrowd": 1}],
          "categories": [{"id": 1, "name": "face"}]}""");
      SmallFiles.write(at("voc/ImageSets/Main/%s.txt".formatted(split)), split);
      SmallFiles.write(
          at("voc/JPEGImages/%s.jpg".formatted(split)), SmallFiles.noise(12, 10, split.length()));
      SmallFiles.write(
          at("voc/Annotations/%s.xml".formatted(split)),
          """
          <annotation><filename>%s.jpg</filename>
          <size><width>10</width><height>12</height><depth>3</depth></size>
          <object><name>face</name><difficult>0</difficult>
          <bndbox><xmin>1</xmin><ymin>1</ymin><xmax>4</xmax><ymax>5</ymax></bndbox></object>
          </annotation>"""
              .formatted(split));
    }
  }

  private void masks() {
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < 2; i++) {
        SmallFiles.write(
            at("masks/%s/images/%d.png".formatted(split, i)), SmallFiles.noise(8, 8, i));
        SmallFiles.write(at("masks/%s/masks/%d.png".formatted(split, i)), SmallFiles.grey(8, 8, i));
      }
    }
  }

  private void cifar() throws IOException {
    Path folder = Files.createDirectories(at("cifar10"));
    for (int file = 1; file <= 5; file++) {
      Files.write(folder.resolve("data_batch_%d.bin".formatted(file)), new byte[2 * 3073]);
    }
    Files.write(folder.resolve("test_batch.bin"), new byte[3073]);
    SmallFiles.write(folder.resolve("batches.meta.txt"), "plane", "car");
  }

  private void album() throws IOException {
    for (String name : List.of("cat", "dog")) {
      for (int i = 0; i < 3; i++) {
        SmallFiles.write(at("album/%s/%d.jpg".formatted(name, i)), SmallFiles.noise(6, 6, i));
      }
      Files.write(at("album/%s/small.webp".formatted(name)), Base64.getDecoder().decode(WEBP));
    }
  }

  private void foreign() throws IOException {
    for (String name : List.of("keras", "nested", "branching", "tensorflow1", "shapeless")) {
      copy(ForeignModels.path(name), at("foreign/" + name));
    }
    Files.copy(ForeignModels.path("frozen.pb"), at("foreign/frozen.pb"));
  }

  /** Copies a file, or a folder with all below it. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (var all = Files.walk(from)) {
      for (Path each : all.filter(file -> !file.endsWith(".lock")).toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
