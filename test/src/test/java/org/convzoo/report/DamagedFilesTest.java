package org.convzoo.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.convzoo.attack.ByteMutator;
import org.convzoo.attack.MessageMutator;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.internal.op.GraphException;
import org.convzoo.report.source.Feed;
import org.convzoo.report.source.GraphSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Real files, damaged at random: 500 of them, or as many as {@code -Dconvzoo.fuzz=10000} says, each
 * made from its number alone.
 */
class DamagedFilesTest {

  private static final int CASES = Integer.getInteger("convzoo.fuzz", 500);
  private static final List<String> MODELS =
      List.of(
          "keras",
          "nested",
          "branching",
          "tensorflow1",
          "swish",
          "attention",
          "clip",
          "preprocessing",
          "lstm",
          "lookup",
          "jpegs",
          "halving");
  private static final Feed ANY_16 =
      new Feed(OptionalInt.empty(), OptionalInt.of(16), OptionalInt.of(16));

  @TempDir private Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void damagedFilesGiveAReportOrALine() throws Exception {
    int reports = 0;
    for (int number = 0; number < CASES; number++) {
      Random random = new Random(number);
      int model = random.nextInt(MODELS.size() + 1);
      long start = System.nanoTime();
      if (model < MODELS.size()
          ? isReported(number, savedModel(MODELS.get(model), random))
          : isReported(number, frozen(random))) {
        reports++;
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      assertFalse(seconds > 40, "case %d took %d s".formatted(number, seconds));
    }
    // some damage does not matter, most does
    assertFalse(reports < CASES / 20 || reports > CASES / 2, reports + " reports of " + CASES);
  }

  private interface Opening {
    GraphSource open() throws IOException;
  }

  private static boolean isReported(int number, Opening damaged) {
    try (GraphSource subject = damaged.open()) {
      GraphReport.of(subject).rows(By.LAYER);
      return true;
    } catch (GraphException | IllegalArgumentException e) {
      assertEquals(1, e.getMessage().lines().count(), "case " + number + ": " + e.getMessage());
      return false;
    } catch (Exception | Error e) {
      return fail("case " + number, e);
    }
  }

  private Opening savedModel(String name, Random random) throws Exception {
    byte[] real = ForeignModels.bytes(name + "/saved_model.pb");
    Files.write(
        folder.resolve("saved_model.pb"), damaged(real, SavedModel.parseFrom(real), random));
    Feed feed = name.equals("keras") ? ANY_16 : Feed.AS_SAVED;
    return () -> GraphSource.savedModel(folder, "serving_default", feed);
  }

  private Opening frozen(Random random) throws Exception {
    byte[] real = ForeignModels.bytes("frozen.pb");
    Path file = folder.resolve("frozen.pb");
    Files.write(file, damaged(real, GraphDef.parseFrom(real), random));
    return () -> GraphSource.frozen(file, Feed.AS_SAVED);
  }

  private static byte[] damaged(byte[] real, Message message, Random random) {
    return random.nextInt(4) == 0
        ? new ByteMutator(random).of(real)
        : new MessageMutator(random).of(message);
  }
}
