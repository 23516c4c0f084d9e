package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.convzoo.export.Classifier;
import org.convzoo.export.Predictor;
import org.convzoo.train.Run;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose recipe cuts the middle out of photographs of several shapes. */
class FramedRunTest {

  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final int[][] SIZES = {{31, 47}, {25, 24}, {64, 30}};

  @TempDir static Path folder;
  private static Path photos;
  private static Path run;

  @BeforeAll
  static void train() {
    photos = folder.resolve("photos");
    for (String split : List.of("train", "val")) {
      for (int i = 0; i < 6; i++) {
        int[] size = SIZES[i / 2];
        SmallFiles.write(file(split, i), SmallFiles.noise(size[0], size[1], i));
      }
    }
    run = folder.resolve("run");
    Calls.succeed(
        "train lenet-caffe --epochs 2 --set dataset=folder --set input.height=20",
        "--set input.width=20 --set input.shorter=24 --run",
        run,
        "--data-dir",
        photos);
  }

  private static Path file(String split, int i) {
    return photos.resolve("%s/%s/%d.png".formatted(split, CLASSES.get(i % 2), i));
  }

  private static double loss(String command) throws IOException {
    return new ObjectMapper().readTree(Calls.succeed(command, run)).get("loss").asDouble();
  }

  /** The loss by what the exported model says of each file. */
  @Test
  void evaluationSeesWhatTheExportedModelSees() throws Exception {
    double loss = 0;
    try (Classifier exported = (Classifier) Predictor.load(Run.open(run, Map.of()).exports())) {
      for (int i = 0; i < 6; i++) {
        String label = CLASSES.get(i % 2);
        double probability =
            exported.classify(file("val", i), 2).stream()
                .filter(guess -> guess.label().equals(label))
                .findAny()
                .orElseThrow()
                .probability();
        loss -= Math.log(probability) / 6;
      }
    }
    assertEquals(loss, loss("evaluate --json"), 1e-6);
  }

  @Test
  void centreViewAtTheSameScaleIsTheSame() throws IOException {
    double loss = loss("evaluate --json");
    assertEquals(loss, loss("evaluate --json --view centre --scales 24"), 1e-6);
  }
}
