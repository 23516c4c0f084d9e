package org.convzoo.train.internal.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.ops.augment.Augmentations;
import org.convzoo.ops.augment.CenterCrop;
import org.convzoo.ops.augment.ColorJitter;
import org.convzoo.ops.augment.Picture;
import org.convzoo.ops.augment.sample.Augmentation;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The shorter side resized and the middle cut out, of images on their way to the network. */
class FramedBatchesTest {

  private static final int SHORTER = 32;
  private static final int SIDE = 28;

  @TempDir private Path folder;

  private static Picture picture(BufferedImage image, int channels) {
    return Picture.of(
        image.getHeight(),
        image.getWidth(),
        channels,
        (y, x, c) -> channels == 1 ? grey(image, y, x) : image.getRGB(x, y) >> 16 - 8 * c & 255);
  }

  private static int grey(BufferedImage image, int y, int x) {
    return image.getRaster().getSample(x, y, 0);
  }

  /** Returns each image of the only batch, in the order of the set. */
  private static List<float[]> read(ImageSet set, List<Augmentation> list) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var preprocessing =
          new Preprocessing(SIDE, SIDE, SHORTER, set.channels(), List.of(0f), List.of(1f));
      var preparation = new TrainTransform(preprocessing, new Augmentations(list, 1), 2);
      Batches batches = new Batches(Ops.create(graph), set, preparation, set.size(), null);
      batches.start(session, 0);
      List<float[]> images = new ArrayList<>();
      try (Result result = session.runner().fetch(batches.images()).run()) {
        TFloat32 pixels = (TFloat32) result.get(0);
        int area = SIDE * SIDE * set.channels();
        for (int i = 0; i < set.size(); i++) {
          float[] one = new float[area];
          pixels.asRawTensor().data().asFloats().slice((long) i * area, area).read(one);
          images.add(one);
        }
      }
      return images;
    }
  }

  private static void assertUnits(Picture expected, float[] found) {
    float[] units = expected.values().clone();
    for (int i = 0; i < units.length; i++) {
      units[i] /= 255;
    }
    assertArrayEquals(units, found, 5e-6f);
  }

  private DataSet photos() {
    BufferedImage wide = SmallFiles.noise(30, 47, 1);
    BufferedImage tall = SmallFiles.noise(61, 40, 2);
    for (String split : List.of("train", "val")) {
      SmallFiles.write(folder.resolve(split + "/cat/wide.png"), wide);
      SmallFiles.write(folder.resolve(split + "/dog/tall.png"), tall);
    }
    return DataSets.open(folder, 3);
  }

  @Test
  void filesOfAnyShapeAreSeenByTheirMiddle() {
    try (DataSet set = photos()) {
      List<float[]> seen = read(set.test(), List.of());
      Picture wide = picture(SmallFiles.noise(30, 47, 1), 3);
      Picture tall = picture(SmallFiles.noise(61, 40, 2), 3);
      assertUnits(wide.centred(SHORTER, SIDE, SIDE), seen.get(0));
      assertUnits(tall.centred(SHORTER, SIDE, SIDE), seen.get(1));
    }
  }

  @Test
  void trainingImagesThatNoAugmentationCutAreToo() {
    try (DataSet set = photos()) {
      List<float[]> seen = read(set.training(), List.of(new ColorJitter(0, 0, 0)));
      Picture wide = picture(SmallFiles.noise(30, 47, 1), 3);
      assertUnits(wide.centred(SHORTER, SIDE, SIDE), seen.get(0));
    }
  }

  @Test
  void trainingImagesThatWereCutToTheNetworksSizeStayAsTheyAre() {
    try (DataSet set = photos()) {
      List<float[]> seen = read(set.training(), List.of(new CenterCrop(List.of(SIDE))));
      Picture wide = picture(SmallFiles.noise(30, 47, 1), 3);
      assertUnits(wide.cropped(1, 9, SIDE, SIDE, 0), seen.get(0)); // 2 rows, 19 columns too many
    }
  }

  /** As an exported model does, which cannot know that they have it already. */
  @Test
  void testImagesOfTheNetworksSizeAreResizedAllTheSame() {
    try (DataSet set = FashionMnist.find(SmallData.write(folder, 3, 3))) {
      List<float[]> seen = read(set.test(), List.of());
      for (int i = 0; i < 3; i++) {
        Picture image = picture(SmallData.image(i), 1);
        assertUnits(image.centred(SHORTER, SIDE, SIDE), seen.get(i));
      }
    }
  }
}
