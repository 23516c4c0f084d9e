package org.convzoo.train.data.internal.binary;

import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Small data sets in the layout of Fashion-MNIST, and single images of its embedded subset. */
public final class SmallData {

  private static final int SIDE = 28;

  private SmallData() {}

  /** Writes a folder with the first images of the embedded subset, and returns the folder. */
  public static Path write(Path folder, int training, int test) {
    try {
      Files.createDirectories(folder);
      idx(folder.resolve(FashionMnist.FILES.get(0)), images(0, training), training, SIDE, SIDE);
      idx(folder.resolve(FashionMnist.FILES.get(1)), labels(1, training), training);
      idx(folder.resolve(FashionMnist.FILES.get(2)), images(2, test), test, SIDE, SIDE);
      idx(folder.resolve(FashionMnist.FILES.get(3)), labels(3, test), test);
      return folder;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes an IDX file of unsigned bytes, gzipped if its name says so. */
  public static Path idx(Path file, byte[] content, int... sizes) throws IOException {
    OutputStream raw = Files.newOutputStream(file);
    try (DataOutputStream out =
        new DataOutputStream(file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw)) {
      out.writeInt(0x0800 | sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(content);
    }
    return file;
  }

  /** Returns the pixels of an embedded test image, row by row. */
  public static byte[] pixels(int number) {
    int area = SIDE * SIDE;
    return Arrays.copyOfRange(images(2, number + 1), number * area, (number + 1) * area);
  }

  /** Returns the label of an embedded test image. */
  public static String label(int number) {
    return FashionMnist.LABELS.get(labels(3, number + 1)[number]);
  }

  /** Returns an embedded test image. */
  public static BufferedImage image(int number) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels(number));
    return image;
  }

  private static byte[] images(int file, int count) {
    return embedded(file, 16, count * SIDE * SIDE);
  }

  private static byte[] labels(int file, int count) {
    return embedded(file, 8, count);
  }

  private static byte[] embedded(int file, int header, int bytes) {
    String name = FashionMnist.NAME + "/" + FashionMnist.FILES.get(file) + ".gz";
    try (InputStream in = new GZIPInputStream(FashionMnist.class.getResourceAsStream(name))) {
      in.skipNBytes(header);
      return in.readNBytes(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
