package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.attack.ByteMutator;
import org.convzoo.ops.internal.runtime.CheckpointIndex;
import org.convzoo.report.flow.Row;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorShapeProto;

/** A kernel [3,3,4,6] and a bias [6], whose graph says nothing of their sizes. */
class CheckpointShapesTest {

  private static final String INDEX = "variables/variables.index";

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    Files.createDirectory(folder.resolve("variables"));
    for (String file : List.of("saved_model.pb", INDEX)) {
      Files.write(folder.resolve(file), ForeignModels.bytes("shapeless/" + file));
    }
  }

  private Row total() throws IOException {
    try (GraphSource subject = GraphSource.savedModel(folder, "serving_default", Feed.AS_SAVED)) {
      return GraphReport.of(subject).total();
    }
  }

  @Test
  void shapesThatTheGraphLeavesOpenComeFromTheCheckpoint() throws IOException {
    Row total = total();
    assertEquals(List.of(), total.uncounted());
    assertEquals(3 * 3 * 4 * 6 + 6, total.trainable());
    assertEquals(8 * 8 * 3 * 3 * 4 * 6, total.macs());
  }

  @Test
  void withoutItsCheckpointWhatIsOpenIsNamed() throws IOException {
    Files.delete(folder.resolve(INDEX));
    Row total = total();
    assertEquals(0, total.parameters());
    assertTrue(
        total.uncounted().contains("kernel of type VarHandleOp: its shape is not known"),
        total.uncounted()::toString);
  }

  @Test
  void shapesStandByTheTensorsKeys() throws IOException {
    Map<String, BundleEntryProto> tensors = CheckpointIndex.tensors(folder.resolve(INDEX));
    String end = "/.ATTRIBUTES/VARIABLE_VALUE";
    assertEquals(
        List.of(3L, 3L, 4L, 6L),
        tensors.get("kernel" + end).getShape().getDimList().stream()
            .map(TensorShapeProto.Dim::getSize)
            .toList());
    assertEquals(6, tensors.get("bias" + end).getShape().getDim(0).getSize());
  }

  @Test
  void cutIndexIsNamed() throws IOException {
    Path index = folder.resolve(INDEX);
    byte[] whole = Files.readAllBytes(index);
    for (int size = 0; size < whole.length; size++) {
      Files.write(index, Arrays.copyOf(whole, size));
      var e = assertThrows(IOException.class, () -> CheckpointIndex.tensors(index));
      assertEquals(index + " is cut, or no checkpoint's index", e.getMessage());
    }
  }

  @Test
  void damagedIndexGivesShapesOrALine() throws IOException {
    Path index = folder.resolve(INDEX);
    byte[] whole = Files.readAllBytes(index);
    int read = 0;
    for (int number = 0; number < 500; number++) {
      Files.write(index, new ByteMutator(new Random(number)).of(whole));
      try {
        CheckpointIndex.tensors(index);
        read++;
      } catch (IOException e) {
        assertEquals(index + " is cut, or no checkpoint's index", e.getMessage());
      }
    }
    assertTrue(read > 0 && read < 500, read + " were read");
  }
}
