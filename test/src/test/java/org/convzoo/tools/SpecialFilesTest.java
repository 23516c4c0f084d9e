package org.convzoo.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.internal.files.Pipes;
import org.convzoo.train.data.SmallFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pipe, of which a read never ends, or a link to {@code /dev/zero}, whose bytes never end, in the
 * place of a file of each format: it is named at once.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class SpecialFilesTest {

  private static final String SPECIAL =
      " cannot be read: it is a pipe, a device or a socket, not a file";

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void write() {
    data = SmallFiles.folder(folder.resolve("data"), 2);
  }

  private Path zeros(String name) throws IOException {
    Path place = data.resolve(name);
    Files.createDirectories(place.getParent());
    Files.deleteIfExists(place);
    return Files.createSymbolicLink(place, Path.of("/dev/zero"));
  }

  private void refused(String message) {
    Calls.fail(1, message, "data check", data);
  }

  @Test
  void pipeAmongImages() throws Exception {
    Path pipe = Pipes.make(data.resolve("train/cat/pipe.png"));
    refused(pipe + SPECIAL);
    String call = "train lenet --set input.channels=3 --set dataset=folder --data-dir";
    Calls.fail(1, pipe + SPECIAL, call, data, "--run", folder.resolve("run"));
    Calls.fail(
        1, pipe + SPECIAL, "data split", data.resolve("train"), "--to", folder.resolve("to"));
  }

  @Test
  void pipeAmongMasks() throws Exception {
    for (String split : new String[] {"train", "val"}) {
      SmallFiles.write(data.resolve(split + "/images/a.png"), SmallFiles.grey(4, 4, 1));
      SmallFiles.write(data.resolve(split + "/masks/a.png"), SmallFiles.grey(4, 4, 1));
    }
    refused(zeros("val/masks/a.png") + SPECIAL);
  }

  @Test
  void listOrWhatItNames() throws Exception {
    Path list = data.resolve("train.csv");
    Pipes.make(data.resolve("val.csv"));
    SmallFiles.write(list, "path,label", "train/cat/0.png,cat", "train/dog/0.png,dog");
    refused(data.resolve("val.csv") + SPECIAL);
    SmallFiles.write(list, "path,label", "pipe,cat", "train/dog/0.png,dog");
    refused(Pipes.make(data.resolve("pipe")) + SPECIAL);
    SmallFiles.write(list, "path,label", "../../secret,cat");
    refused(list + ", line 2: ../../secret: it is not inside " + data);
    SmallFiles.write(list, "path,label", "/dev/zero,cat");
    refused(list + ", line 2: /dev/zero: it is not inside " + data);
  }

  @Test
  void annotationOfCocoOrWhatItNames() throws Exception {
    Path training = data.resolve("annotations/train.json");
    String content =
        """
        {"images": [{"id": 7, "file_name": "%s", "width": 30, "height": 20}],
         "annotations": [], "categories": [{"id": 3, "name": "face"}]}""";
    SmallFiles.write(training, content.formatted("../../a.png"));
    SmallFiles.write(data.resolve("annotations/val.json"), content.formatted("a.png"));
    refused(training + ": ../../a.png: it is not inside " + data.resolve("train"));
    SmallFiles.write(training, content.formatted("a.png"));
    refused(zeros("train/a.png") + SPECIAL);
    refused(zeros("annotations/train.json") + SPECIAL);
  }

  @Test
  void annotationOfVocOrWhatItNames() throws Exception {
    Path list = SmallFiles.write(data.resolve("ImageSets/Main/train.txt"), "../a");
    SmallFiles.write(data.resolve("ImageSets/Main/val.txt"), "a");
    Path annotations = Files.createDirectory(data.resolve("Annotations"));
    refused(list + ": ../a.xml: it is not inside " + annotations);
    SmallFiles.write(list, "a");
    refused(zeros("Annotations/a.xml") + SPECIAL);
    Path annotation = annotations.resolve("a.xml");
    Files.delete(annotation);
    SmallFiles.write(
        annotation,
        """
        <annotation><filename>../a.png</filename>
        <size><height>4</height><width>4</width></size></annotation>""");
    refused(annotation + ": ../a.png: it is not inside " + data.resolve("JPEGImages"));
  }

  @Test
  void labels() throws Exception {
    refused(zeros("labels.txt") + SPECIAL);
  }

  @Test
  void shard() throws Exception {
    Path shards = folder.resolve("shards");
    Calls.succeed("data convert", data, "--shards 1 --to", shards);
    data = shards;
    refused(zeros("train-00000-of-00001") + SPECIAL);
  }

  @Test
  void filesOfMnistAndCifar() throws Exception {
    data = folder.resolve("idx");
    for (String part : new String[] {"train", "t10k"}) {
      zeros(part + "-images-idx3-ubyte");
      zeros(part + "-labels-idx1-ubyte");
    }
    refused(data.resolve("train-images-idx3-ubyte") + SPECIAL);
    data = folder.resolve("cifar");
    zeros("test.bin");
    Files.writeString(data.resolve("fine_label_names.txt"), "a\nb\n");
    refused(zeros("train.bin") + SPECIAL);
  }

  @Test
  void recipe() throws Exception {
    Path recipe = Pipes.make(folder.resolve("a.yaml"));
    String pipe = recipe + SPECIAL;
    assertEquals(pipe, Calls.failing(1, "train lenet --recipe", recipe));
  }

  @Test
  void modelAndImage() throws Exception {
    Path model = folder.resolve("model");
    Files.createDirectories(model.resolve("assets"));
    Files.writeString(model.resolve("assets/labels.txt"), "a\nb\n");
    Path graph = Pipes.make(model.resolve("saved_model.pb"));
    String pipe = graph + ": it is a pipe, a device or a socket, not a file";
    Calls.fail(1, pipe, "predict", model, data.resolve("train/cat/0.png"));
    Calls.fail(1, pipe, "report", model);
  }
}
