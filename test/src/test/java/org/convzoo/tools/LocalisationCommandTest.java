package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.convzoo.train.data.LabelledBoxes;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a network that has learnt to tell four textures says that they are. */
class LocalisationCommandTest {

  private static final int SIDE = 48;
  private static final int TESTED = 40;

  /** So many of them have an object that is more than half of the image. */
  private static final int LARGE = 10;

  private static final String SET = "--set dataset=tfrecord";

  @TempDir static Path folder;
  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    data = folder.resolve("data");
    Random random = new Random(1);
    LabelledBoxes boxes = new LabelledBoxes(SIDE, "horizontal", "vertical", "checks", "dots");
    for (int i = 0; i < 400; i++) {
      boxes.add(i % 4, square(random, 20));
    }
    boxes.write(data, "train");
    for (int i = 0; i < TESTED; i++) {
      boxes.add(i % 4, i < LARGE ? new int[] {1, 2, 45, 46} : square(random, 20));
    }
    boxes.addWithoutBox(0);
    boxes.write(data, "validation");
    run = folder.resolve("run");
    Calls.succeed(
        "train resnet20 --epochs 4 --batch 20 --set input.height=48 --set input.width=48",
        SET,
        "--run",
        run,
        "--data-dir",
        data);
  }

  private static int[] square(Random random, int side) {
    int top = random.nextInt(SIDE - side);
    int left = random.nextInt(SIDE - side);
    return new int[] {top, left, top + side, left + side};
  }

  private static JsonNode localisation(Path of) throws IOException {
    JsonNode said =
        new ObjectMapper().readTree(Calls.succeed("evaluate --localisation --json", of));
    assertEquals(TESTED + 1, said.get("images").asInt());
    JsonNode found = said.get("localisation");
    assertEquals(TESTED, found.get("images").asInt());
    double wrong = (1 - said.get("accuracy").asDouble()) * (TESTED + 1);
    assertEquals(wrong, error(found, 0, "top1_error") * TESTED, 1.0001); // one has no box
    return found;
  }

  private static double error(JsonNode localisation, int row, String which) {
    return localisation.get("errors").get(row).get(which).asDouble();
  }

  private static List<String> guesses(JsonNode localisation) {
    return localisation.get("errors").findValuesAsText("guess");
  }

  /** Of five guesses about four classes one is always right about the class. */
  @Test
  void wholeImageIsRightWhereTheObjectIsMoreThanHalfOfIt() throws IOException {
    JsonNode found = localisation(run);
    assertEquals(List.of("class_alone", "whole_image", "activation_map"), guesses(found));
    assertEquals(0, error(found, 0, "top5_error"));
    assertEquals((TESTED - LARGE) / (double) TESTED, error(found, 1, "top5_error"));
  }

  /** An object is of 20 pixels on 48; at least a fifth of them are found. */
  @Test
  void activationMapsFindObjectsThatTheWholeImageDoesNot() throws IOException {
    JsonNode found = localisation(run);
    double missed = error(found, 2, "top5_error") * TESTED;
    assertTrue(missed <= 0.8 * (TESTED - LARGE), found::toString);
    assertTrue(error(found, 2, "top1_error") <= 0.8, found::toString);
  }

  @Test
  void networkThatEndsInDenseLayersHasNoActivationMap() throws IOException {
    Path other = folder.resolve("dense");
    Calls.succeed("train lenet-caffe --epochs 1", SET, "--run", other, "--data-dir", data);
    assertEquals(List.of("class_alone", "whole_image"), guesses(localisation(other)));
    String said = Calls.succeed("evaluate --localisation", other);
    assertTrue(said.contains("localisation errors of 40 images that have a box:"), said);
    assertTrue(said.contains("the whole image"), said);
  }

  @Test
  void whatCannotBeLocalisedIsRefused() {
    String alone = "--localisation is of one run, without --with and --view";
    Calls.fail(2, alone, "evaluate --localisation --view ten", run);
    Path plain = folder.resolve("plain");
    Path idx = SmallData.write(folder.resolve("idx"), 50, 20);
    Calls.succeed("train lenet-caffe --epochs 1 --run", plain, "--data-dir", idx);
    Calls.fail(
        2,
        "no image has a box beside its label: localisation needs TFRecords with"
            + " image/object/bbox/..., or XML files in a folder Annotations",
        "evaluate --localisation",
        plain);
  }
}
