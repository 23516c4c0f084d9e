package org.convzoo.train.data.internal.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.graphs.network.Suggestion;
import org.convzoo.graphs.task.Task;
import org.convzoo.internal.files.RegularFiles;
import org.convzoo.train.data.DataException;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.Decoding;
import org.convzoo.train.data.Format;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.LabelsFile;
import org.convzoo.train.data.Listing;
import org.convzoo.train.data.Split;

/**
 * Lists of images and their labels: {@code train.csv} and {@code val.csv}, with the header {@code
 * path,label}; paths start at the list's folder. The classes are the training labels in
 * alphabetical order, numbers by size; or those of labels.txt, and labels are then its names or
 * their numbers.
 */
public final class CsvFiles implements Format {

  private static final String ENDING = ".csv";

  private static final CsvMapper MAPPER =
      CsvMapper.builder().enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS).build();

  /** A line. */
  private record Line(String path, String label) {}

  @Override
  public boolean isIn(Path folder) {
    return Files.exists(folder.resolve(Split.TRAINING + ENDING));
  }

  @Override
  public DataSet open(String name, Path folder, Decoding decoding) {
    Path training = Split.training(folder, ENDING);
    Path test = Split.test(folder, ENDING);
    List<Line> lines = read(training);
    boolean named = LabelsFile.isIn(folder);
    List<String> classes = named ? LabelsFile.read(folder) : classes(lines);
    return new DataSet(
        name,
        folder.toString(),
        Task.CLASSIFICATION,
        images(training, lines, classes, named, decoding),
        images(test, read(test), classes, named, decoding),
        classes);
  }

  private static List<Line> read(Path file) {
    CsvSchema schema = CsvSchema.emptySchema().withHeader();
    try (InputStream in = RegularFiles.open(file);
        MappingIterator<Line> lines = MAPPER.readerFor(Line.class).with(schema).readValues(in)) {
      List<Line> all = lines.readAll();
      if (all.isEmpty()) {
        throw new DataException(file + " lists no image");
      }
      Line first = all.get(0);
      if (first.path == null || first.label == null) {
        throw new DataException(
            "%s is no list of images with the header \"path,label\": it has no column \"%s\"",
            file, first.path == null ? "path" : "label");
      }
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).label.isBlank()) {
          throw new DataException("%s, line %d has no label", file, i + 2);
        }
      }
      return all;
    } catch (UnrecognizedPropertyException e) {
      throw new DataException(
          "%s is no list of images with the header \"path,label\": it has the column \"%s\"",
          file, e.getPropertyName());
    } catch (JsonProcessingException e) {
      throw new DataException(
          "%s is no list of images with the header \"path,label\": line %d, %s",
          file, e.getLocation().getLineNr(), e.getOriginalMessage());
    } catch (IOException e) {
      throw DataException.unreadable(file, e);
    }
  }

  private static List<String> classes(List<Line> lines) {
    List<String> distinct = lines.stream().map(Line::label).distinct().sorted().toList();
    return distinct.stream().allMatch(CsvFiles::isNumber)
        ? distinct.stream().sorted(Comparator.comparing(Integer::valueOf)).toList()
        : distinct;
  }

  private static boolean isNumber(String label) {
    return label.matches("\\d{1,9}");
  }

  private static ImageSet images(
      Path list, List<Line> lines, List<String> classes, boolean named, Decoding decoding) {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Line line : lines) {
      String where = "%s, line %d".formatted(list, files.size() + 2);
      Path file = Listing.named(list.resolveSibling(""), line.path, where);
      if (Files.notExists(file)) {
        throw new DataException("%s: there is no file %s", where, file);
      }
      files.add(file);
      labels.add(label(where, line.label, classes, named));
    }
    return new ImageFiles(files, Labels.of(labels), decoding);
  }

  private static int label(String where, String label, List<String> classes, boolean named) {
    int number = classes.indexOf(label);
    if (number < 0 && named && isNumber(label)) {
      number = Integer.parseInt(label);
      if (number >= classes.size()) {
        throw new DataException("%s: label %s is not below %d", where, label, classes.size());
      }
    }
    if (number < 0) {
      throw new DataException(
          "%s: there is no class \"%s\"%s", where, label, Suggestion.among(classes, label));
    }
    return number;
  }
}
