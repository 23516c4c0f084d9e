package org.convzoo.export.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.convzoo.export.Exporter;
import org.convzoo.export.RandomExport;
import org.convzoo.export.WeightStorage;
import org.convzoo.ops.image.Preprocessing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * ONNX models against the SavedModels of the same weights, with all that stands around a network.
 */
class OnnxExporterTest {

  @TempDir private Path folder;

  private Exporter.Source source(String network, Preprocessing preprocessing, int classes)
      throws IOException {
    List<String> labels = IntStream.range(0, classes).mapToObj(i -> "label " + i).toList();
    return RandomExport.source(network, preprocessing, labels, folder);
  }

  private static Preprocessing preprocessing(int side, Integer shorter, int channels) {
    List<Float> mean = List.of(0.25f, 0.5f, 0.75f).subList(0, channels);
    List<Float> std = List.of(0.5f, 0.25f, 1f).subList(0, channels);
    return new Preprocessing(side, side, shorter, channels, mean, std);
  }

  /** Images of random pixels, 0 to 255. */
  private static TFloat32 images(int number, int height, int width, int channels) {
    Random random = new Random(3);
    float[] pixels = new float[number * height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    return TFloat32.tensorOf(Shape.of(number, height, width, channels), DataBuffers.of(pixels));
  }

  private static Map<String, double[]> bySavedModel(Path version, TFloat32 images) {
    Map<String, double[]> answers = new TreeMap<>();
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString());
        Result said = bundle.function("serving_default").call(Map.of("images", images))) {
      said.forEach(output -> answers.put(output.getKey(), OnnxRun.numbers(output.getValue())));
    }
    return answers;
  }

  @ParameterizedTest(name = "{0} of {4}x{5}")
  @CsvSource({
    "lenet, 28, , 10, 28, 28",
    "lenet-bn, 28, 32, 10, 40, 61",
    "lenet-bn, 28, 32, 10, 50, 30",
    "densebox-small, 64, , 1, 48, 96"
  })
  void answersAreThoseOfTheSavedModel(
      String network, int side, Integer shorter, int classes, int height, int width)
      throws Exception {
    boolean grey = network.startsWith("lenet");
    Preprocessing preprocessing = preprocessing(side, shorter, grey ? 1 : 3);
    Exporter.Source model = source(network, preprocessing, classes);
    Path onnx = OnnxExporter.export(model, folder.resolve("onnx"));
    try (TFloat32 images = images(2, height, width, preprocessing.channels())) {
      var expected =
          bySavedModel(
              Exporter.export(model, WeightStorage.CONSTANTS, folder.resolve("model")), images);
      var found = OnnxRun.answers(onnx.resolve(OnnxExporter.NAME), images);
      assertEquals(expected.keySet(), found.keySet());
      expected.forEach((output, values) -> assertSame(output, values, found.get(output)));
    }
  }

  /** Numbers agree to 1e-4 of the largest, and whole numbers are the same. */
  private static void assertSame(String output, double[] expected, double[] found) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    boolean whole = List.of("classes", "mask", "count").contains(output);
    assertArrayEquals(expected, found, whole ? 0 : 1e-4 * largest, output);
  }

  private static ModelProto read(Path version) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(version.resolve(OnnxExporter.NAME)));
  }

  @Test
  void fileSaysWhatItTakesAnswersAndIs() throws IOException {
    Exporter.Source lenet = source("lenet", preprocessing(28, 32, 1), 3);
    Path version = OnnxExporter.export(lenet, folder.resolve("onnx"));
    assertEquals(folder.resolve("onnx/1"), version);
    ModelProto model = read(version);
    assertEquals(17, model.getOpsetImport(0).getVersion());
    Map<String, String> metadata =
        model.getMetadataPropsList().stream()
            .collect(
                Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
    assertEquals(
        Map.of(
            "labels", "label 0\nlabel 1\nlabel 2",
            "network", "lenet",
            "task", "classification",
            "input.height", "28",
            "input.width", "28",
            "input.channels", "1",
            "input.resize_shorter_side", "32",
            "input.mean", "0.25",
            "input.std", "0.5"),
        metadata);
    assertEquals(
        List.of("images [batch,images_1,images_2,1]"), words(model.getGraph().getInputList()));
    assertEquals(
        List.of("classes [batch]", "logits [batch,3]", "probabilities [batch,3]"),
        words(model.getGraph().getOutputList()));
  }

  private static List<String> words(List<ValueInfoProto> values) {
    return values.stream()
        .map(
            value ->
                value.getType().getTensorType().getShape().getDimList().stream()
                    .map(
                        size ->
                            size.getDimParam().isEmpty()
                                ? Long.toString(size.getDimValue())
                                : size.getDimParam())
                    .collect(Collectors.joining(",", value.getName() + " [", "]")))
        .toList();
  }

  private static List<NodeProto> nodes(ModelProto model, String type) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(type))
        .toList();
  }

  /** The only product is that of the pixels by 1 / (255 std). */
  @Test
  void batchNormsAreFolded() throws IOException {
    Exporter.Source bn = source("lenet-bn", preprocessing(28, null, 1), 10);
    ModelProto model = read(OnnxExporter.export(bn, folder.resolve("onnx")));
    assertEquals(List.of(), nodes(model, "BatchNormalization"));
    assertEquals(1, nodes(model, "Mul").size());
    assertEquals(2, nodes(model, "Conv").size());
    assertTrue(
        nodes(model, "Conv").stream().allMatch(conv -> conv.getInputCount() == 3), "with biases");
  }
}
