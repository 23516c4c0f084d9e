package org.convzoo.tools.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.convzoo.graphs.Zoo;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.GraphSource;
import org.convzoo.report.source.Setup;
import org.convzoo.tools.Calls;
import org.htmlunit.CollectingAlertHandler;
import org.htmlunit.MockWebConnection;
import org.htmlunit.SilentCssErrorHandler;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What {@code convzoo report --format html} makes, in a browser without a screen. */
class ReportPageTest {

  private static final Map<List<Object>, String> PAGES = new HashMap<>();

  @TempDir private Path folder;

  private final WebClient browser = new WebClient();
  private final MockWebConnection network = new MockWebConnection();
  private final List<String> alerts = new ArrayList<>();

  static Stream<List<Object>> calls() throws Exception {
    return Stream.of(
        List.of("report alexnet"),
        List.of("report googlenet"),
        List.of("report lenet"),
        List.of("report", resource("keras"), "--input-size 16"));
  }

  private static Path resource(String name) throws Exception {
    return Path.of(GraphReport.class.getResource(name).toURI());
  }

  private static String page(Object... call) {
    return PAGES.computeIfAbsent(List.of(call), c -> formatted(c, "html"));
  }

  private static String formatted(List<Object> call, String format) {
    List<Object> words = new ArrayList<>(call);
    words.add("--format " + format);
    return Calls.succeed(words.toArray());
  }

  /** Opens a page for which the network has nothing else. */
  private HtmlPage open(String html) throws Exception {
    URL address = new URL("http://localhost/");
    network.setResponse(address, html);
    browser.setWebConnection(network);
    browser.setCssErrorHandler(new SilentCssErrorHandler());
    browser.setAlertHandler(new CollectingAlertHandler(alerts));
    return browser.getPage(address);
  }

  private static Document wellFormed(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  @AfterEach
  void close() {
    browser.close();
  }

  private static List<String> texts(DomNode page, String selector) {
    return page.querySelectorAll(selector).stream().map(DomNode::getTextContent).toList();
  }

  private static DomElement element(HtmlPage page, String selector) {
    return page.querySelector(selector);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void totalIsThatOfTheJsonFormatInEveryColumn(List<Object> call) throws Exception {
    JsonNode json = new ObjectMapper().readTree(formatted(call, "json"));
    HtmlPage page = open(page(call.toArray()));
    List<String> cells = texts(page, "#rows tfoot tr > *");
    Iterator<JsonNode> total = json.get("total").elements();
    for (String cell : cells) {
      JsonNode value = total.next();
      String expected =
          value.isIntegralNumber()
              ? "%,d".formatted(value.asLong())
              : value.isNumber() ? "%.1f".formatted(value.asDouble()) : value.asText();
      assertEquals(expected, cell);
    }
    assertFalse(total.hasNext());
    assertEquals(
        Stream.of("inference", "training", "training_momentum", "training_adam")
            .map(use -> "%,d".formatted(json.get("memory").get(use + "_bytes").asLong()))
            .toList(),
        texts(page, "[aria-labelledby=memory-title] tbody td:last-child"));
    assertEquals(json.get("rows").size(), texts(page, "#rows tbody tr").size());
    assertEquals(json.get("title").asText(), element(page, "h1").getTextContent());
    assertEquals(1, network.getRequestCount(), "the page asks for nothing else");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void pageIsWellFormedAndNeedsNoOtherFile(List<Object> call) throws Exception {
    String html = page(call.toArray());
    NodeList all = wellFormed(html).getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertFalse(element.hasAttribute("src"), element::getTagName);
      assertFalse(element.hasAttribute("href"), element::getTagName);
      assertFalse(element.getTagName().equals("link"));
    }
    assertFalse(html.contains("url("));
    assertFalse(html.contains("@import"));
  }

  @Test
  void browserIsToldToLoadNothingAndToRunNoOtherScript() throws Exception {
    HtmlPage page = open(page("report lenet"));
    String policy =
        element(page, "meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    assertTrue(
        policy.matches(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[A-Za-z0-9+/]+='"),
        policy);
  }

  /** A name that would be an element, and whose element would run a script. */
  @Test
  void nameThatIsAScriptIsShownAndNotRun() throws Exception {
    String name = "<body onload=alert(1)>&\"'.pb";
    Path file = Files.copy(resource("frozen.pb"), folder.resolve(name));
    wellFormed(page("report", file));
    HtmlPage page = open(page("report", file));
    assertTrue(element(page, "h1").getTextContent().endsWith(name));
    assertEquals(List.of(), alerts);
  }

  @Test
  void rowThatWouldEndTheTableIsShownInIt() throws Exception {
    GraphSource lenet = GraphSource.network(Zoo.get("lenet"), Setup.of(Zoo.get("lenet")));
    String name = "</td></table></script><script>alert(1)</script>";
    try (lenet) {
      GraphReport report = GraphReport.of(lenet);
      Row hostile = Row.sum(name, report.rows(By.LAYER));
      HtmlPage page = open(Page.html(report, By.LAYER, List.of(hostile), null, ""));
      assertEquals(List.of(name), texts(page, "#rows tbody th"));
      assertEquals(List.of(), alerts);
      assertEquals(1, texts(page, "script").size());
    }
  }

  /** Either half of fc6 has 9216 * 2048 weights and 2048 biases, more than any other layer. */
  @Test
  void clickOnAHeadingSortsAndTheThirdOneRestoresTheOrder() throws Exception {
    HtmlPage page = open(page("report alexnet"));
    List<String> before = texts(page, "#rows tbody th");
    DomElement button = element(page, "#rows thead th:nth-child(7) button");
    assertEquals("parameters", button.getTextContent());
    button.click();
    List<String> sorted = texts(page, "#rows tbody th");
    assertEquals(Set.of("tower1/fc6", "tower2/fc6"), Set.copyOf(sorted.subList(0, 2)));
    assertEquals(
        "descending", element(page, "#rows thead th:nth-child(7)").getAttribute("aria-sort"));
    assertEquals("total", element(page, "#rows tfoot th").getTextContent());
    button.click();
    List<String> ascending = texts(page, "#rows tbody td:nth-child(7)");
    assertEquals("0", ascending.get(0));
    assertEquals("18,876,416", ascending.get(ascending.size() - 1));
    button.click();
    assertEquals(before, texts(page, "#rows tbody th"));
  }

  /** conv2's kernel of 5 at stride 8 behind a field of 19: 19 + 4 * 8 = 51, padded by 2 * 8. */
  @Test
  void sliderShowsALayersReceptiveField() throws Exception {
    HtmlPage page = open(page("report alexnet"));
    int conv2 = texts(page, "#rows tbody th").indexOf("tower1/conv2");
    element(page, "#chosen").setAttribute("value", "" + conv2);
    element(page, "#chosen").fireEvent("input");
    assertEquals("tower1/conv2", element(page, "#details h3").getTextContent());
    String details = element(page, "#details").getTextContent();
    assertTrue(details.contains("receptive field51field stride8field padding16"), details);
    DomElement seen = element(page, "#seen");
    assertEquals("51.00", seen.getAttribute("width"));
    assertEquals("88.00", seen.getAttribute("x")); // 13 features to the left: 13 * 8 - 16
  }

  /** The image, two convolutions with their poolings, and three dense layers. */
  @Test
  void drawingStandsInThePage() throws Exception {
    List<String> boxes = texts(open(page("report lenet")), ".drawing g.node title");
    assertEquals(8, boxes.size(), boxes.toString());
    assertTrue(boxes.contains("conv1"), boxes.toString());
  }

  @Test
  void pageOfTheTotalAloneHasItsTableAndNoBars() throws Exception {
    HtmlPage page = open(page("report lenet --by total"));
    assertEquals(List.of("total"), texts(page, "#rows tbody th"));
    assertEquals(List.of(), texts(page, "#bars"));
  }

  @Test
  void comparisonHasNoPage() {
    Calls.fail(
        2,
        "--compare has no page: choose --format table, markdown, csv or json",
        "report lenet --compare alexnet --format html");
  }
}
