package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What is made of the answers of models that say the same of every image. */
class PredictorTest {

  @TempDir private Path folder;
  private Path image;

  /** Three black pixels by two. */
  @BeforeEach
  void draw() throws IOException {
    image = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
  }

  private Predictor predictor(BiConsumer<Ops, Signature.Builder> answers, String... labels)
      throws IOException {
    Path model = folder.resolve("model");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Signature.Builder signature =
          Signature.builder()
              .input(
                  "images",
                  tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, -1, 3))));
      answers.accept(tf, signature);
      // an export without any variable is none
      tf.withInitScope().assign(tf.variable(Shape.scalar(), TFloat32.class), tf.constant(1f));
      try (Session session = new Session(graph)) {
        session.initialize();
        SavedModelBundle.exporter(model.toString())
            .withSession(session)
            .withSignature(signature.build())
            .export();
      }
    }
    Path list = model.resolve(Exporter.LABELS);
    Files.createDirectories(list.getParent());
    Files.write(list, List.of(labels));
    return Predictor.load(model);
  }

  @Test
  void boxesAreThoseThatAreMoreLikelyThanNot() throws IOException {
    float[][][] boxes = {{{0, 1, 2, 3}, {0, 0, 2, 2}, {0, 0, 1, 1}}};
    float[][] scores = {{0.75f, 0.5f, 0.4375f}};
    try (Predictor detector =
        predictor(
            (tf, signature) ->
                signature
                    .output("boxes", tf.constant(boxes))
                    .output("scores", tf.constant(scores))
                    .output("count", tf.constant(new int[] {3})),
            "face")) {
      assertEquals(
          List.of(
              new Detector.Box("face", 0.75f, 0, 1, 2, 3),
              new Detector.Box("face", 0.5f, 0, 0, 2, 2)),
          ((Detector) detector).detect(image).boxes());
    }
  }

  /** Hues are spread from red: cyan is opposite. Half of them shows on black. */
  @Test
  void classesHaveHuesAndTheFirstHasNone() throws IOException {
    long[][][] mask = {{{0, 1, 2}, {0, 1, 2}}};
    float[][] whole = {{0, 0, 1, 1}};
    try (Predictor segmenter =
        predictor(
            (tf, signature) ->
                signature.output("mask", tf.constant(mask)).output("window", tf.constant(whole)),
            "none",
            "cat",
            "dog",
            "bird")) {
      BufferedImage drawn = ((Segmenter) segmenter).segment(image).drawn();
      assertEquals(0x000000, drawn.getRGB(0, 0) & 0xffffff);
      assertEquals(0x7f0000, drawn.getRGB(1, 0) & 0xffffff); // 0 of 360 degrees
      assertEquals(0x007f00, drawn.getRGB(2, 1) & 0xffffff); // 120, a third
    }
  }
}
