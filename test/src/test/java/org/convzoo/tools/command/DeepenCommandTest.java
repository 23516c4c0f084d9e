package org.convzoo.tools.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.tools.Calls;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A LeNet with ReLU, deepened and trained on; 60 test images. */
class DeepenCommandTest {

  @TempDir static Path folder;
  private static Path data;
  private static Path run;

  @BeforeAll
  static void train() {
    data = SmallData.write(folder.resolve("data"), 200, 60);
    run = folder.resolve("run");
    Calls.succeed("train lenet-caffe --epochs 2 --batch 50 --run", run, "--data-dir", data);
  }

  private static String line(String printed, String start) {
    return printed.lines().filter(line -> line.startsWith(start)).findFirst().orElseThrow();
  }

  @Test
  void accuracyBeforeTrainingIsTheRunsToTheLastImageAndBothCanGoOn() throws Exception {
    String evaluated = Calls.succeed("evaluate", run, "--data-dir", data);
    String loss = evaluated.replaceFirst("(?s).*loss ([0-9.]+).*", "$1");
    String accuracy = evaluated.replaceFirst("(?s).*top-1 ([0-9.]+).*", "$1");

    String printed = Calls.succeed("deepen", run, "--units ip1:2 --epochs 1");
    Path deeper = folder.resolve("run-deepened");
    assertEquals(
        run + ": test accuracy " + accuracy + " at its best", line(printed, run.toString()));
    assertEquals(
        "before training: test loss " + loss + " accuracy " + accuracy,
        line(printed, "before training"));
    assertTrue(printed.contains("epoch 1: train loss"), printed);
    assertTrue(Files.exists(deeper.resolve("export/lenet-caffe/1/saved_model.pb")));

    // 431,080 parameters, and two of 500 x 500 weights and 500 biases
    assertTrue(Calls.succeed("report", deeper).contains("932,080 parameters"));
    String resumed = Calls.succeed("train --epochs 2 --resume", deeper);
    assertEquals(List.of(), resumed.lines().filter(l -> l.startsWith("before")).toList());
    Calls.succeed("evaluate", deeper);

    Path twice = folder.resolve("twice");
    String again = Calls.succeed("deepen", deeper, "--units ip1 --epochs 1 --run", twice);
    assertTrue(line(again, "started from").endsWith("ip1/unit3/conv/kernel, ip1/unit3/conv/bias"));
    assertTrue(Calls.succeed("report", twice).contains("1,182,580 parameters"));
  }

  @Test
  void wrongCallsLeaveNoRun() {
    Path nowhere = folder.resolve("nowhere");
    String none = "--units names no layer (see convzoo deepen --help)";
    Calls.fail(2, none, "deepen", run, "--units , --run", nowhere);
    Calls.fail(
        2,
        "no activation follows a layer \"conv1\" of lenet-caffe; known are: ip1",
        "deepen",
        run,
        "--units conv1 --run",
        nowhere,
        "--data-dir", // which is not looked for before
        folder.resolve("gone"));
    Calls.fail(
        2,
        "units are given as LAYER:NUMBER, such as conv3:2, got \"ip1:many\"",
        "deepen",
        run,
        "--units ip1:many --run",
        nowhere);
    Calls.fail(
        2,
        "%s exists and is not empty: go on with \"convzoo train --resume %s\", or choose another with --run"
            .formatted(run, run),
        "deepen",
        run,
        "--units ip1 --run",
        run);
    assertTrue(Files.notExists(nowhere));
  }
}
