package org.convzoo.ops.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;

/** The number of pixels that a file's header speaks of. */
class ImageHeaderTest {

  private static double pixels(byte[] file) {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      String latin1 = new String(file, StandardCharsets.ISO_8859_1);
      var pixels = ImageHeader.pixels(tf, tf.constant(StandardCharsets.ISO_8859_1, latin1));
      return pixels.asTensor().getDouble();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void pixelsAreHeightTimesWidth(String format) throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(300, 7, BufferedImage.TYPE_INT_RGB);
    assertTrue(ImageIO.write(image, format, file));
    assertEquals(2100, pixels(file.toByteArray()));
  }

  /**
   * Each ends behind its header: 2,147,483,647 pixels a side, 65,535, or the 65,500 that libjpeg
   * takes.
   */
  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a0000000d494844527fffffff7fffffff0800000000, 4611686014132420609",
    "474946383961ffffffff, 4294836225",
    "424d00000000000000003600000028000000ffffff7fffffff7f, 4611686014132420609",
    "424d0000000000000000360000002800000002000000fdffffff, 6", // two pixels wide, three downwards
    "ffd8ffc0000b08ffdcffdc01011100ffda0008010100003f00, 4290250000"
  })
  void hugeImagesAreSeenByTheirHeader(String hex, double pixels) {
    assertEquals(pixels, pixels(HexFormat.of().parseHex(hex)));
  }

  @Test
  void whatIsNoImageHasNone() {
    assertEquals(0, pixels(new byte[0]));
    assertEquals(0, pixels("no image".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(0, pixels(new byte[] {-1, 0, 0, 0}));
  }
}
