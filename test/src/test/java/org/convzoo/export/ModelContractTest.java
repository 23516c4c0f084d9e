package org.convzoo.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** SavedModels that take or answer other than a network's exports do. */
class ModelContractTest {

  private static final String DEFAULT = "serving_default";

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void export() throws IOException {
    Model lenet = Model.random("lenet", 28, Files.createDirectory(folder.resolve("checkpoint")));
    model = lenet.export(folder.resolve("lenet"));
  }

  private static Path signed(String name, Consumer<SignatureDef.Builder> change) {
    return Tampered.copy(
        model,
        folder.resolve(name),
        meta -> {
          SignatureDef.Builder signature = meta.getSignatureDefOrThrow(DEFAULT).toBuilder();
          change.accept(signature);
          meta.putSignatureDef(DEFAULT, signature.build());
        });
  }

  private static Consumer<SignatureDef.Builder> images(Consumer<TensorInfo.Builder> change) {
    return signature -> {
      TensorInfo.Builder images = signature.getInputsOrThrow("images").toBuilder();
      change.accept(images);
      signature.putInputs("images", images.build());
    };
  }

  private static void assertRefused(String why, Path changed) {
    IOException e = assertThrows(IOException.class, () -> Predictor.load(changed));
    assertEquals(changed + " " + why, e.getMessage());
  }

  @Test
  void whatIsFoundAndWhatIsWantedIsSaid() {
    String wanted = ": wanted are images, float [?,?,?,C] with C of [1, 3, 4]";
    assertRefused(
        "takes images, double [?,?,?,1]" + wanted,
        signed("double", images(images -> images.setDtype(DataType.DT_DOUBLE))));
    assertRefused(
        "takes images, float [?,?]" + wanted,
        signed(
            "rank2", images(images -> images.getTensorShapeBuilder().removeDim(3).removeDim(2))));
    assertRefused(
        "takes images, float of any shape" + wanted,
        signed(
            "unknown",
            images(images -> images.getTensorShapeBuilder().clear().setUnknownRank(true))));
    assertRefused(
        "takes pixels, float [?,?,?,1]" + wanted,
        signed(
            "pixels",
            signature -> {
              signature.putInputs("pixels", signature.getInputsOrThrow("images"));
              signature.removeInputs("images");
            }));
    assertRefused(
        "answers classes, int64 [?]; logits, float [?,10]: wanted are probabilities, or mask and"
            + " window, or boxes, scores and count",
        signed("answers", signature -> signature.removeOutputs("probabilities")));
    assertRefused(
        "has no signature serving_default, but [bytes, classes, features, other]",
        Tampered.copy(
            model,
            folder.resolve("other"),
            meta -> {
              meta.putSignatureDef("other", meta.getSignatureDefOrThrow(DEFAULT));
              meta.removeSignatureDef(DEFAULT);
            }));
  }

  @Test
  void graphWithoutOperationsIsRefused() {
    assertRefused(
        "has no operation",
        Tampered.copy(model, folder.resolve("empty"), MetaGraphDef.Builder::clearGraphDef));
  }

  @Test
  void labelsAreAsManyAsClasses() throws IOException {
    Path changed = Tampered.copy(model, folder.resolve("short"), meta -> {});
    Path list = changed.resolve("assets/labels.txt");
    Files.write(list, Files.readAllLines(list).subList(0, 7));
    assertRefused("tells 10 classes apart, but has 7 labels", changed);
  }

  private static void infect(MetaGraphDef.Builder meta, float number) {
    SignatureDef.Builder signature = meta.getSignatureDefOrThrow(DEFAULT).toBuilder();
    TensorInfo probabilities = signature.getOutputsOrThrow("probabilities");
    String tensor = probabilities.getName().replaceFirst(":0$", "");
    NodeDef product =
        Tampered.node("product", "Mul", tensor, "factor").toBuilder()
            .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
            .build();
    meta.getGraphDefBuilder().addNode(Tampered.number("factor", number)).addNode(product);
    signature.putOutputs("probabilities", probabilities.toBuilder().setName("product:0").build());
    meta.putSignatureDef(DEFAULT, signature.build());
  }

  @Test
  void probabilitiesThatAreNoNumbersAreAnError() throws IOException {
    Path image = folder.resolve("image.png");
    ImageIO.write(SmallData.image(0), "png", image.toFile());
    for (float number : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Path changed =
          Tampered.copy(model, folder.resolve("by" + number), meta -> infect(meta, number));
      try (Classifier classifier = Classifier.load(changed)) {
        String message =
            assertThrows(ImageException.class, () -> classifier.classify(image, 3)).getMessage();
        assertEquals(
            "%s: the model's probabilities are not finite: %s".formatted(image, number), message);
      }
    }
    Path sane = Tampered.copy(model, folder.resolve("sane"), meta -> infect(meta, 1));
    try (Classifier classifier = Classifier.load(sane)) {
      List<Classifier.Guess> guesses = classifier.classify(image, 10);
      assertEquals(1, guesses.stream().mapToDouble(Classifier.Guess::probability).sum(), 1e-5);
    }
  }
}
