package org.convzoo.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.convzoo.internal.files.AtomicFiles;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.FilteredImageSet;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Inspection;

/**
 * Leaves out of a data set what cannot be read, where a recipe's {@code max_bad_records} allows for
 * some. Every image is then read once before the first step, and the run keeps the list of those
 * left out in {@code bad-records.txt}: so the order of the others is the same whenever it resumes.
 */
final class BadRecords {

  static final String FILE = "bad-records.txt";

  private static final String TRAINING = "training";
  private static final String TEST = "test";

  /** A line of the list. */
  private record Entry(String part, long number, String where) {

    static Entry of(String line) {
      String[] words = line.split(" ", 3);
      return new Entry(words[0], Long.parseLong(words[1]), words[2]);
    }

    @Override
    public String toString() {
      return "%s %d %s".formatted(part, number, where);
    }
  }

  private BadRecords() {}

  /**
   * Returns the data set without its bad records: itself, where the recipe allows for none.
   *
   * @param warn hears a line about each image that is left out for the first time
   * @throws DataException if there are more than the recipe allows for
   */
  static DataSet leftOut(DataSet data, Run run, Consumer<String> warn) throws IOException {
    Integer most = run.recipe().maxBadRecords();
    if (most == null || most == 0) {
      return data;
    }
    Path file = run.folder().resolve(FILE);
    List<Entry> entries;
    if (Files.exists(file)) {
      entries = RegularFiles.lines(file).stream().map(Entry::of).toList();
    } else {
      entries = new ArrayList<>();
      collect(data, TRAINING, data.training(), most, entries, warn);
      collect(data, TEST, data.test(), most, entries, warn);
      Files.createDirectories(run.folder());
      AtomicFiles.write(file, entries.stream().map(e -> e + "\n").collect(Collectors.joining()));
    }
    return new DataSet(
        data.name(),
        data.source(),
        data.task(),
        remaining(file, TRAINING, data.training(), entries),
        remaining(file, TEST, data.test(), entries),
        data.labels());
  }

  private static void collect(
      DataSet data, String part, ImageSet set, int most, List<Entry> bad, Consumer<String> warn) {
    Inspection.all(
        set,
        data.labels().size(),
        found -> {
          if (found.fault() == null) {
            return;
          }
          String where = set.where((int) found.number());
          bad.add(new Entry(part, found.number(), where));
          if (bad.size() > most) {
            throw new DataException(
                "%s: %s; more than max_bad_records: %d cannot be read (\"convzoo data check\" names all)",
                where, found.fault(), most);
          }
          warn.accept("left out: %s: %s".formatted(where, found.fault()));
        });
  }

  private static ImageSet remaining(Path file, String part, ImageSet set, List<Entry> entries) {
    Set<Long> out =
        entries.stream()
            .filter(entry -> entry.part.equals(part))
            .peek(entry -> requireSame(file, set, entry))
            .map(Entry::number)
            .collect(Collectors.toSet());
    return out.isEmpty() ? set : new FilteredImageSet(set, out);
  }

  private static void requireSame(Path file, ImageSet set, Entry entry) {
    if (entry.number >= set.size() || !set.where((int) entry.number).equals(entry.where)) {
      throw new DataException(
          "%s names %s as image %d, which it no longer is: the data set has changed",
          file, entry.where, entry.number);
    }
  }
}
