package org.convzoo.train.internal.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.convzoo.graphs.task.Task;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.ImageWarning;

/**
 * Reads every image of a data set, and names those that are wrong: that cannot be read, whose
 * pixels come out wrong, or whose very bytes stand in another class as well. What may surprise is
 * noted.
 */
public final class Check {

  /** From so many pixels on, an image's longer side is worth a note. */
  private static final int LONG = 10_000;

  /** Where some bytes were seen first. */
  private record First(String where, ImageSet set, long[] classes) {}

  private final DataSet data;
  private final Consumer<String> lines;
  private final Map<BigInteger, First> firsts = new HashMap<>();
  private long faults;
  private long done;

  private Check(DataSet data, Consumer<String> lines) {
    this.data = data;
    this.lines = lines;
  }

  /**
   * Checks a data set.
   *
   * @param lines hears a line about each image that is wrong, and each note
   * @param progress hears how many images are done
   * @return how many images are wrong
   */
  public static long of(DataSet data, Consumer<String> lines, LongConsumer progress) {
    Check check = new Check(data, lines);
    for (ImageSet set : new ImageSet[] {data.training(), data.test()}) {
      Inspection.all(
          set,
          data.labels().size(),
          found -> {
            check.look(set, found);
            progress.accept(++check.done);
          });
    }
    return check.faults;
  }

  private void look(ImageSet set, Inspection.Found found) {
    int number = (int) found.number();
    String where = set.where(number);
    if (found.fault() != null) {
      fault(where, ": " + found.fault());
      return;
    }
    if (found.height() == 1 && found.width() == 1) {
      note(where, " is a single pixel");
    }
    if (Math.max(found.height(), found.width()) >= LONG) {
      note(where, " has %dx%d pixels".formatted(found.height(), found.width()));
    }
    Optional<Path> file = set.file(number);
    file.flatMap(ImageWarning::of).ifPresent(odd -> tell(odd.wrong(), where, " " + odd.words()));
    if (data.task().equals(Task.CLASSIFICATION)) {
      file.ifPresent(path -> compare(set, path, found.classes()));
    }
  }

  private void compare(ImageSet set, Path file, long[] classes) {
    First here = new First(file.toString(), set, classes);
    First first = firsts.putIfAbsent(digest(file), here);
    if (first == null) {
      return;
    }
    if (!Arrays.equals(first.classes, classes)) {
      fault(here.where, " has the bytes of %s, which is of another class".formatted(first.where));
    } else if (first.set != set) {
      note(here.where, " has the bytes of %s, which is trained on".formatted(first.where));
    }
  }

  private static BigInteger digest(Path file) {
    try {
      return new BigInteger(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has MD5
    }
  }

  private void tell(boolean wrong, String where, String words) {
    if (wrong) {
      fault(where, words);
    } else {
      note(where, words);
    }
  }

  private void fault(String where, String words) {
    faults++;
    lines.accept(where + words);
  }

  private void note(String where, String words) {
    lines.accept("note: " + where + words);
  }
}
