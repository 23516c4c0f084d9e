package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.train.data.SmallFiles;
import org.convzoo.train.data.internal.binary.SmallData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train --print-recipe prints. */
class PrintedRecipeTest {

  @TempDir private Path folder;

  @Test
  void pathsAreFoundFromEveryFolder() throws IOException {
    String data = "data_dir: %s%n".formatted(Path.of("target/photos").toAbsolutePath());
    String start = "init_from: %s%n".formatted(Path.of("runs/first").toAbsolutePath());
    String call = "train lenet --print-recipe --set init_from=runs/first ";
    String printed = Calls.succeed(call + "--set data_dir=target/photos");
    assertTrue(printed.contains(data) && printed.contains(start), printed);
    assertEquals(printed, Calls.succeed(call + "--data-dir target/../target/photos"));
    String relative = printed.replace(data, "data_dir: target/photos\n");
    Path file = Files.writeString(folder.resolve("mine.yaml"), relative);
    assertEquals(printed, Calls.succeed("train lenet --print-recipe --recipe", file));
  }

  @Test
  void dataSetIsWhatTheFolderHolds() {
    Path photos = SmallFiles.folder(folder.resolve("photos"), 2);
    String printed = Calls.succeed("train resnet20 --print-recipe --data-dir", photos);
    assertTrue(printed.contains("dataset: folder%n".formatted()), printed);
    assertTrue(printed.contains("channels: 3%n".formatted()), printed);
    Path shards = folder.resolve("shards");
    String converted = Calls.succeed("data convert --shards 2", photos, "--to", shards);
    assertTrue(converted.endsWith("train with --data-dir %s%n".formatted(shards)), converted);
    String other = Calls.succeed("train resnet20 --print-recipe --data-dir", shards);
    assertTrue(other.contains("dataset: tfrecord%n".formatted()), other);
    Path digits = SmallData.write(folder.resolve("digits"), 2, 2);
    String same = Calls.succeed("train resnet20 --print-recipe --data-dir", digits);
    assertTrue(same.contains("dataset: fashion-mnist%n".formatted()), same);
    Path unsplit = photos.resolve("train");
    String advice =
        "%s holds folders of images, but no train and val: \"convzoo data split %s --to DIR\" makes both";
    Calls.fail(
        1, advice.formatted(unsplit, unsplit), "train resnet20 --print-recipe --data-dir", unsplit);
  }

  @Test
  void dataSetOptimiserAndRateHaveOptions() {
    String call = "train lenet --print-recipe --dataset cifar10 --lr 0.1 --optimizer sgd";
    String printed = Calls.succeed(call + " --set optimizer.momentum=0.9");
    assertTrue(printed.contains("dataset: cifar10%n".formatted()), printed);
    String sgd = "optimizer:%n  name: sgd%n  momentum: 0.9%n  weight_decay: 0.0%n".formatted();
    assertTrue(printed.contains(sgd), printed);
    assertTrue(printed.contains("  base: 0.1%n".formatted()), printed);
    Calls.fail(
        2, "--embedded-data is a part of fashion-mnist, not of cifar10", call + " --embedded-data");
    Calls.fail(
        2,
        "recipe default: optimizer cannot be \"sgdd\": did you mean sgd?",
        "train lenet --optimizer sgdd");
  }

  @Test
  void keysThatTheRecipeLeavesOutAreCommentsWithTheirMeaning() {
    String printed = Calls.succeed("train lenet --print-recipe");
    String stop =
        "# early_stopping_patience: 10  # epochs without a better score that end the training";
    assertTrue(printed.contains(stop), printed);
    String set = Calls.succeed("train lenet --print-recipe --set early_stopping_patience=4");
    assertTrue(
        set.contains("early_stopping_patience: 4%n".formatted())
            && !set.contains("# early_stopping_patience"),
        set);
  }
}
