package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.data.internal.binary.SmallData;
import org.convzoo.train.data.registry.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few images to try things on. */
class DataSampleTest {

  @TempDir private Path folder;

  @Test
  void firstImagesOfEachClassAreWrittenAsTheyAre() throws IOException {
    Path to = folder.resolve("clothes");
    String said = Calls.succeed("data sample --images 9", to);
    assertTrue(
        said.startsWith("90 training and 20 test images of 10 classes written to " + to), said);
    List<String> classes =
        FashionMnist.LABELS.stream().map(label -> label.replace('/', '-')).sorted().toList();
    try (DataSet set = DataSets.open(to, 1)) {
      assertEquals(classes, set.labels());
      assertEquals(List.of(90, 20), List.of(set.training().size(), set.test().size()));
    }
    int seen = 0;
    for (String each : classes) {
      assertEquals(9, Calls.names(to.resolve("train").resolve(each)).size());
      List<String> test = Calls.names(to.resolve("val").resolve(each));
      assertEquals(2, test.size());
      for (String name : test) {
        int number = Integer.parseInt(name.replace(".png", ""));
        assertEquals(each, SmallData.label(number).replace('/', '-'));
        BufferedImage image = ImageIO.read(to.resolve("val").resolve(each).resolve(name).toFile());
        byte[] pixels = (byte[]) image.getRaster().getDataElements(0, 0, 28, 28, null);
        assertArrayEquals(SmallData.pixels(number), pixels);
        seen++;
      }
    }
    assertEquals(20, seen);
    assertTrue(Files.readString(to.resolve("LICENSE")).contains("Zalando"));
  }

  @Test
  void nothingIsOverwrittenAndNoImageIsRefused() throws IOException {
    Path mine = folder.resolve("mine");
    Files.writeString(Files.createDirectory(mine).resolve("file.txt"), "mine");
    Map<String, String> before = Calls.content(folder);
    String exists = mine + " exists and is not empty: choose another name";
    Calls.fail(2, exists, "data sample", mine);
    assertEquals(before, Calls.content(folder));
    Path none = folder.resolve("none");
    String few = "each class has at least 1 training image, got 0";
    Calls.fail(2, few, "data sample --images 0", none);
    assertFalse(Files.exists(none));
  }
}
