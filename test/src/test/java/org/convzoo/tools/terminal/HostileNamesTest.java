package org.convzoo.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.convzoo.graphs.task.Confusion;
import org.convzoo.report.GraphReport;
import org.convzoo.tools.Calls;
import org.convzoo.tools.option.ConfusionOptions;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import picocli.CommandLine;

/**
 * Names of files and classes that are more than names to a terminal, a spreadsheet or a browser.
 */
class HostileNamesTest {

  private static final String ELEMENT = "<img src=x onerror=alert(1)>";

  @TempDir Path folder;

  /** U+202E has what follows written from right to left: "cod.exe" looks like "exe.doc". */
  @Test
  void whatIsPrintedDoesNotSteerTheTerminal() {
    SmallFiles.folder(folder, 1);
    for (String split : List.of("train", "val")) {
      Path other = folder.resolve(split).resolve("\u202ecod.exe");
      SmallFiles.write(other.resolve("0.png"), SmallFiles.noise(4, 6, 9));
    }
    String info = Calls.succeed("data info", folder);
    assertTrue(info.contains("3 classes: cat, dog, \\u202ecod.exe"), info);
    String error = Calls.run("data info", folder.resolve("no\u001b[2J\u009b1m")).err();
    assertTrue(error.contains("no\\u001b[2J\\u009b1m"), error);
    String wrong = Calls.failing(2, "\u001b[2J");
    assertTrue(wrong.contains("\\u001b[2J"), wrong);
  }

  @Test
  void jsonIsWhatItWas() throws IOException {
    String name = "\u001b[2J\u007f\u009b\u2028\u202e\u2069 \"\\ é \ud83d\ude00";
    ObjectMapper json = new ObjectMapper();
    StringWriter text = new StringWriter();
    PrintWriter plain = PlainWriter.before(new PrintWriter(text));
    plain.println(json.writeValueAsString(name));
    assertTrue(text.toString().matches("[\\x20-\\x7eé\\x{1f600}]*\\R"), text.toString());
    assertEquals(name, json.readValue(text.toString(), String.class));
  }

  @Test
  void helpKeepsItsColours() {
    System.setProperty("picocli.ansi", "true");
    try {
      assertTrue(Calls.succeed("train --help").contains("\u001b["));
    } finally {
      System.clearProperty("picocli.ansi");
    }
  }

  @Test
  void classIsNoFormulaInASpreadsheet() throws IOException {
    List<String> labels = List.of("=HYPERLINK(\"http://x\",\"y\")", "@a", "+1,2", "-1+b", "-");
    long[][] counts = new long[5][5];
    counts[0][0] = 1;
    Path matrix = folder.resolve("matrix.csv");
    Path classes = folder.resolve("classes.csv");
    ConfusionOptions options =
        CommandLine.populateCommand(
            new ConfusionOptions(),
            "--confusion",
            matrix.toString(),
            "--per-class",
            classes.toString());
    options.write(new Confusion(counts), labels, new Output());
    List<String> cells =
        List.of("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"", "'@a", "\"'+1,2\"", "'-1+b", "-");
    List<String> lines = Files.readAllLines(matrix);
    assertEquals("true," + String.join(",", cells), lines.get(0));
    assertEquals(cells.get(0) + ",1,0,0,0,0", lines.get(1));
    assertEquals(cells.get(1) + ",0,0,0,0,0", lines.get(2));
    assertTrue(Files.readAllLines(classes).get(4).startsWith("'-1+b,0,0,0,"));
  }

  @Test
  void numbersKeepTheirSigns() {
    StringWriter text = new StringWriter();
    new Table(List.of("a", "b", "c"), List.of(List.of(-1L, -0.5, "-3x-1.5")))
        .printCsv(new PrintWriter(text));
    assertEquals(List.of("a,b,c", "-1,-0.5,-3x-1.5"), text.toString().lines().toList());
  }

  @Test
  void elementIsTextInPagesAndDrawings() throws Exception {
    Path model = folder.resolve(ELEMENT + "\u001b");
    copy(Path.of(GraphReport.class.getResource("keras").toURI()), model);
    Path page = folder.resolve("page.html");
    Files.writeString(page, Calls.succeed("report", model, "--format html --input-size 16"));
    Path drawing = folder.resolve("drawing.svg");
    Calls.succeed("draw", model, "--input-size 16 --to", drawing);
    Path chart = folder.resolve("chart.svg");
    ConfusionOptions options =
        CommandLine.populateCommand(new ConfusionOptions(), "--confusion", chart.toString());
    options.write(new Confusion(new long[2][2]), List.of(ELEMENT, "b\u001b"), new Output());
    for (Path file : List.of(page, drawing)) {
      assertTrue(parsed(file).getDocumentElement().getTextContent().contains(ELEMENT));
    }
    for (Path file : List.of(page, drawing, chart)) {
      assertEquals(0, parsed(file).getElementsByTagName("img").getLength(), file.toString());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)));
      }
    }
  }

  private static Document parsed(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(file.toFile());
  }
}
