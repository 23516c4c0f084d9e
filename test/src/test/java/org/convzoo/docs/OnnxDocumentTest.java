package org.convzoo.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.export.RandomExport;
import org.convzoo.export.onnx.OnnxExporter;
import org.convzoo.ops.image.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/onnx.md. */
class OnnxDocumentTest {

  private static final Document DOCUMENT = new Document("docs/onnx.md");

  @TempDir private Path folder;

  /** Ten classes and their probabilities, of two digits after the point, which sum to 100 %. */
  @Test
  void theProgramThatAsksAModelRuns() throws Exception {
    List<String> labels = IntStream.range(0, 10).mapToObj(i -> "label " + i).toList();
    var source = RandomExport.source("lenet", Preprocessing.unit(28, 28, 1), labels, folder);
    Path model = OnnxExporter.export(source, folder.resolve("onnx"));
    File image = folder.resolve("image.png").toFile();
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", image);
    String[] arguments = {model.resolve(OnnxExporter.NAME).toString(), image.toString()};
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = Document.compile("Ask", DOCUMENT.block("java"), folder)) {
      System.setOut(new PrintStream(printed));
      loader.loadClass("Ask").getMethod("main", String[].class).invoke(null, (Object) arguments);
    } finally {
      System.setOut(before);
    }
    double sum = 0;
    for (String line : printed.toString().strip().split("\n")) {
      assertTrue(line.matches(" *[0-9.]+ %  label [0-9]"), line);
      sum += Double.parseDouble(line.strip().split(" ")[0]);
    }
    assertEquals(100, sum, 0.051);
  }
}
