package org.convzoo.train.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small image files of any layout. */
public final class SmallFiles {

  private SmallFiles() {}

  /** Draws an image of random pixels, the same for the same seed. */
  public static BufferedImage noise(int height, int width, long seed) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  /** Draws an image of one grey, 0 to 255. */
  public static BufferedImage grey(int height, int width, int grey) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < height * width; i++) {
      image.getRaster().setSample(i % width, i / width, 0, grey);
    }
    return image;
  }

  /** Writes an image in the format of its ending, and makes the folders above it. */
  public static Path write(Path file, BufferedImage image) {
    try {
      Files.createDirectories(file.getParent());
      String name = file.getFileName().toString();
      if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
        throw new AssertionError("no writer for " + file);
      }
      return file;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes lines, and makes the folders above. */
  public static Path write(Path file, String... lines) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, List.of(lines));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Writes {@code count} images of 4x6 pixels for each of two classes of both splits, no two alike.
   */
  public static Path folder(Path folder, int count) {
    long seed = 0;
    for (String split : List.of("train", "val")) {
      for (String name : List.of("cat", "dog")) {
        for (int i = 0; i < count; i++) {
          write(folder.resolve("%s/%s/%d.png".formatted(split, name, i)), noise(4, 6, seed++));
        }
      }
    }
    return folder;
  }
}
