package org.convzoo.train.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files that readers stumble over. */
public final class Hard {

  private Hard() {}

  /** Writes an animation of 8x8 pixels, a frame of each colour. */
  public static Path animatedGif(Path file, int... colours) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int colour : colours) {
        BufferedImage frame = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64; i++) {
          frame.setRGB(i % 8, i / 8, colour);
        }
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    return file;
  }

  /** Writes the first half of a JPEG. */
  public static Path truncatedJpeg(Path file) throws IOException {
    SmallFiles.write(file, SmallFiles.noise(32, 32, 1));
    byte[] whole = Files.readAllBytes(file);
    return Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  /**
   * Writes a JPEG that says how the camera was held: a segment APP1 of Exif 2.3, section 4.5.5,
   * with a directory of one entry, the orientation (tag 0x112, a short).
   */
  public static Path turnedJpeg(Path file, int orientation) throws IOException {
    SmallFiles.write(file, SmallFiles.noise(8, 8, 1));
    byte[] plain = Files.readAllBytes(file);
    ByteBuffer turned = ByteBuffer.allocate(plain.length + 36);
    turned.put(plain, 0, 2).putShort((short) 0xffe1).putShort((short) 34);
    turned.put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    turned.putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1);
    turned.putShort((short) orientation).putShort((short) 0).putInt(0);
    turned.put(plain, 2, plain.length - 2);
    return Files.write(file, turned.array());
  }

  /** Writes a JPEG of four inks, each a share of 255: 0 is none. */
  public static Path cmykJpeg(Path file, int... inks) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, inks);
    }
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return file;
  }
}
