package org.convzoo.report.internal.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.convzoo.report.flow.Drawings;
import org.convzoo.report.internal.drawing.Drawing.Arrow;
import org.convzoo.report.internal.drawing.Drawing.Box;
import org.convzoo.report.internal.drawing.Drawing.Kind;
import org.convzoo.report.internal.render.Helvetica;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Drawings as SVG, and as pixels made of it. */
class SvgTest {

  /** Parses an element, which has no prolog: it stands in pages, too. */
  private static Element parsed(String svg) throws Exception {
    assertTrue(svg.startsWith("<svg "), svg);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)))
        .getDocumentElement();
  }

  private static Stream<Element> elements(Element root, String tag) {
    NodeList found = root.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i));
  }

  @Test
  void boxSaysItsKindItsNameAndItsShape() throws Exception {
    Element root = parsed(Drawings.of("lenet").svg());
    Element conv1 =
        elements(root, "g")
            .filter(group -> group.getAttribute("class").equals("node"))
            .filter(
                group -> elements(group, "title").allMatch(t -> t.getTextContent().equals("conv1")))
            .findFirst()
            .orElseThrow();
    List<String> lines = elements(conv1, "text").map(Element::getTextContent).toList();
    assertEquals(List.of("conv 5x5", "conv1", "28x28x6"), lines.subList(0, 3));
  }

  @Test
  void sameDrawingGivesTheSameText() {
    Drawing first = Drawings.of("fractalnet20");
    assertEquals(first.svg(), Drawings.of("fractalnet20").svg());
    assertNotEquals(first.svg(), Drawings.of("lenet").svg());
  }

  /** Whatever font a viewer has, text is as wide as the box was made for. */
  @Test
  void textIsRenderedAsWideAsItWasMeasured() throws Exception {
    elements(parsed(Drawings.of("alexnet").svg()), "text")
        .forEach(
            text ->
                assertEquals(
                    Helvetica.width(
                        text.getTextContent(), Double.parseDouble(text.getAttribute("font-size"))),
                    Double.parseDouble(text.getAttribute("textLength")),
                    0.01,
                    text.getTextContent()));
  }

  /** Names of foreign graphs: elements, ends of what they stand in, and what XML cannot have. */
  @Test
  void hostileNamesAreTextAndNothingElse() throws Exception {
    List<String> names =
        List.of(
            "a/<script>alert(1)</script>",
            "a/\"' onload=\"alert(1)",
            "]]></title></text></svg>&amp;&lt;%s%n",
            "\u0000\u001b[2J\ud800\ufffe");
    List<Box> boxes = names.stream().map(Drawings::convolution).toList();
    List<Arrow> arrows =
        IntStream.range(1, names.size())
            .mapToObj(i -> new Arrow(names.get(i - 1), names.get(i), List.of("<b>%d</b>")))
            .toList();
    String svg = new Drawing("<title>\"&%s", boxes, arrows).svg();
    Element root = parsed(svg);
    Set<String> tags = elements(root, "*").map(Element::getTagName).collect(Collectors.toSet());
    assertEquals(Set.of("title", "g", "rect", "path", "text"), tags);
    assertTrue(
        elements(root, "*")
            .flatMap(
                e ->
                    IntStream.range(0, e.getAttributes().getLength())
                        .mapToObj(i -> e.getAttributes().item(i).getNodeName()))
            .noneMatch(attribute -> attribute.startsWith("on")));
    List<String> titles = elements(root, "title").map(Element::getTextContent).toList();
    assertTrue(titles.containsAll(names.subList(0, 3)), titles::toString);
    assertEquals("<title>\"&%s", titles.get(0));
  }

  /** A plus is a circle that says nothing. */
  @Test
  void plusIsACircle() throws Exception {
    Shape shape = Shape.of(1, 8, 8, 16);
    Box plus = new Box("sum", "", Kind.SUM, "add", shape, List.of());
    List<Box> boxes = List.of(Drawings.convolution("c"), plus);
    Drawing drawing = new Drawing("sum", boxes, List.of(new Arrow("c", "sum", List.of())));
    assertEquals(1, elements(parsed(drawing.svg()), "circle").count());
  }

  /** Two pixels for one of the SVG's, and as many rows as the boxes need. */
  @Test
  void imageIsTwiceAsLargeAsTheElement() throws Exception {
    Drawing drawing = Drawings.of("lenet");
    Element root = parsed(drawing.svg());
    BufferedImage image = drawing.image();
    assertEquals(2 * Double.parseDouble(root.getAttribute("width")), image.getWidth(), 1);
    assertEquals(2 * Double.parseDouble(root.getAttribute("height")), image.getHeight(), 1);
  }
}
