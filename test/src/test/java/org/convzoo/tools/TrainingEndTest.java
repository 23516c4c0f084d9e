package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.internal.files.Folders;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training says at its end. */
class TrainingEndTest {

  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void write() {
    data = SmallData.write(folder.resolve("data"), 200, 60);
    run = folder.resolve("run");
  }

  private String train(String more) {
    return Calls.succeed(("train lenet " + more).strip(), "--run", run, "--data-dir", data);
  }

  @Test
  void finishedRunIsNotExportedAgain() throws IOException {
    train("--epochs 1");
    Path exports = run.resolve("export/lenet");
    List<String> lines = Calls.succeed("train --resume", run).lines().toList();
    String end = lines.get(lines.size() - 2);
    assertTrue(end.startsWith(run + " is finished, at its best with test accuracy "), end);
    assertTrue(end.endsWith("; its model is " + exports.resolve("1")), end);
    String longer = "longer: convzoo train --resume %s --epochs 2".formatted(run);
    assertEquals(longer, lines.get(lines.size() - 1));
    assertEquals(List.of("1"), Calls.names(exports));
    Calls.succeed("train --epochs 2 --resume", run);
    assertEquals(List.of("1", "2"), Calls.names(exports));
    Folders.delete(exports);
    Calls.succeed("train --resume", run); // as if it had been killed before it was exported
    assertEquals(List.of("1"), Calls.names(exports));
  }

  /**
   * With kernels of zeros every image has the same logits, and no gradient reaches a kernel: of 60
   * images, 6 of each class, 6 are right.
   */
  @Test
  void networkThatGuessesIsNotCalledBest() throws IOException {
    byte[] labels = new byte[60];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 10);
    }
    SmallData.idx(data.resolve("t10k-labels-idx1-ubyte"), labels, labels.length);
    String said = train("--epochs 1 --set initializer.kernels=zeros --optimizer sgd");
    assertFalse(said.contains("best") || said.contains("try: "), said);
    assertTrue(
        said.contains(
            " its test accuracy, 0.1000, is that of guessing among 10 classes: another --lr "),
        said);
  }

  @Test
  void fewStepsSayTheirLoss() {
    List<String> lines = train("--max-steps 2 --batch 50").lines().toList();
    String steps = lines.get(lines.size() - 2);
    assertTrue(steps.matches("epoch 1, step 2 of 4: loss \\d\\.\\d+ accuracy 0\\.\\d+, .*"), steps);
  }
}
