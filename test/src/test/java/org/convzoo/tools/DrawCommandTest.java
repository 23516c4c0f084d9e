package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code convzoo draw} writes. */
class DrawCommandTest {

  @TempDir private Path folder;

  @Test
  void fileIsOfTheKindThatItsEndingSays() throws Exception {
    Path svg = folder.resolve("new/lenet.SVG");
    String printed = Calls.succeed("draw lenet --to", svg);
    assertEquals("lenet drawn in %s, 8 boxes%n".formatted(svg), printed);
    var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertEquals("svg", root.getDocumentElement().getTagName());

    Path dot = folder.resolve("lenet.dot");
    Calls.succeed("draw lenet --to", dot);
    assertTrue(Files.readString(dot).startsWith("digraph \"lenet\" {"));

    Path png = folder.resolve("lenet.png");
    Calls.succeed("draw lenet --to", png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertTrue(image.getWidth() > image.getHeight(), "from left to right");
    assertEquals(0xffffffff, image.getRGB(0, 0), "on white");
  }

  @Test
  void blocksAreDrawnWhenAskedFor() throws Exception {
    Path file = folder.resolve("resnet50.dot");
    Calls.succeed("draw resnet50 --by block --to", file);
    assertTrue(Files.readString(file).contains("5 times: conv 1x1 x2, conv 3x3"));
  }

  @Test
  void badCallsAreAnsweredInOneLine() throws Exception {
    Path existing = Files.write(folder.resolve("mine.svg"), new byte[] {1});
    Calls.fail(
        2, existing + " exists: move it away, or choose another name", "draw lenet --to", existing);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(existing));
    Path jpeg = folder.resolve("lenet.jpg");
    Calls.fail(
        2, "a drawing's file ends in .svg, .png or .dot, got " + jpeg, "draw lenet --to", jpeg);
    Calls.fail(
        2,
        "there is no network \"lenett\": did you mean lenet?",
        "draw lenett --to",
        folder.resolve("a.svg"));
    String missing = Calls.failing(2, "draw lenet");
    assertTrue(missing.startsWith("Missing required option: '--to=FILE'"), missing);
    Path under = existing.resolve("lenet.svg");
    Calls.fail(2, existing + " is in the way: choose another name", "draw lenet --to", under);
  }
}
