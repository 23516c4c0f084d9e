package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.convzoo.tools.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

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

  /** LeNet alone leads to the right; beside another it leads down, too. */
  @Test
  void twoAreDrawnSideBySide() throws Exception {
    Path png = folder.resolve("both.png");
    assertEquals(
        "lenet and vgg11 drawn in %s, 25 boxes%n".formatted(png), // 8, and 11 + 5 + 1
        Calls.succeed("draw lenet vgg11 --to", png));
    BufferedImage image = ImageIO.read(png.toFile());
    assertTrue(image.getWidth() < image.getHeight(), "from top to bottom");

    Path svg = folder.resolve("both.svg");
    Calls.succeed("draw lenet vgg11 --to", svg);
    var root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    var inner = root.getDocumentElement().getElementsByTagName("svg");
    assertEquals(2, inner.getLength());
    double first = number(inner.item(0), "x") + number(inner.item(0), "width");
    assertTrue(first < number(inner.item(1), "x"), "they do not overlap");
    assertTrue(
        number(inner.item(1), "x") + number(inner.item(1), "width")
            <= number(root.getDocumentElement(), "width"));

    Path dot = folder.resolve("both.dot");
    Calls.fail(2, "two are drawn side by side in an .svg or a .png", "draw lenet vgg11 --to", dot);
    assertFalse(Files.exists(dot));
  }

  private static double number(Node element, String attribute) {
    return Double.parseDouble(((Element) element).getAttribute(attribute));
  }

  @Test
  void badCallsAreAnsweredInOneLine() throws Exception {
    Path existing = Files.write(folder.resolve("mine.svg"), new byte[] {1});
    Calls.fail(
        2,
        existing + " exists: choose another name, or overwrite it with --force",
        "draw lenet --to",
        existing);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(existing));
    Path jpeg = folder.resolve("lenet.jpg");
    Calls.fail(2, "a drawing's file ends in .svg, .png or .dot, got /", "draw lenet --to /");
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
