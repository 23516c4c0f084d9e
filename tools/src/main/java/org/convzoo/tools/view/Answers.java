package org.convzoo.tools.view;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.convzoo.export.ImageException;
import org.convzoo.tools.terminal.Output;
import org.convzoo.tools.terminal.Table;

/** What a model says about images, printed and kept as rows of a table. */
public abstract class Answers {

  /** How an image's answer is printed. */
  public enum Form {
    /** Its name, and a line for each thing that is said. */
    BLOCK,
    /** All in a line. */
    LINE,
    /** All in a line of JSON. */
    JSON
  }

  /**
   * An image to look at.
   *
   * @param file where it is
   * @param below the folders between one that was named and the image; empty where there is none
   */
  public record Image(Path file, Path below) {}

  private final Form form;
  private final PrintWriter out;
  private final List<String> headings;
  private final List<List<Object>> rows = new ArrayList<>();

  /**
   * Starts without answers.
   *
   * @param headings of a table of them
   */
  Answers(Form form, PrintWriter out, List<String> headings) {
    this.form = form;
    this.out = out;
    this.headings = headings;
  }

  /** Returns how many images are looked at together. */
  int together() {
    return 1;
  }

  /**
   * Looks at images, and prints what is said.
   *
   * @throws ImageException if one of them cannot be looked at; then nothing was printed
   */
  abstract void about(List<Image> images) throws IOException;

  /**
   * Looks at all images. Of those that cannot be looked at the others do not suffer.
   *
   * @param failed hears why one cannot
   */
  public final void aboutAll(List<Image> images, Consumer<String> failed) throws IOException {
    for (int from = 0; from < images.size(); from += together()) {
      List<Image> some = images.subList(from, Math.min(images.size(), from + together()));
      if (!tried(some, some.size() == 1 ? failed : why -> {}) && some.size() > 1) {
        for (Image one : some) {
          tried(List.of(one), failed);
        }
      }
    }
  }

  private boolean tried(List<Image> images, Consumer<String> failed) throws IOException {
    try {
      about(images);
      return true;
    } catch (ImageException e) {
      failed.accept(e.getMessage());
      return false;
    }
  }

  /** Returns all answers as a table. */
  public final Table table() {
    return new Table(headings, rows);
  }

  /** Adds a row to the table. */
  final void row(List<Object> cells) {
    rows.add(cells);
  }

  /**
   * Prints an answer.
   *
   * @param parts the things that are said, best first
   * @param drawing where it is drawn, or null
   * @param json what JSON says of it
   */
  final void print(Image image, List<String> parts, Path drawing, Map<String, ?> json)
      throws IOException {
    String drawn = drawing == null ? "" : "drawn in " + drawing;
    switch (form) {
      case BLOCK -> {
        out.println(image.file());
        parts.forEach(part -> out.println("  " + part));
        if (drawing != null) {
          out.println("  " + drawn);
        }
      }
      case LINE -> {
        String all = parts.stream().map(Answers::narrow).collect(Collectors.joining(", "));
        out.println(image.file() + ": " + all + (drawing == null ? "" : "; " + drawn));
      }
      case JSON -> {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("image", image.file().toString());
        row.putAll(new TreeMap<>(json));
        out.println(new ObjectMapper().writeValueAsString(row));
      }
    }
  }

  private static String narrow(String part) {
    return part.strip().replaceAll(" {2,}", " ");
  }

  /** Says a share, 0 to 1, and what it is of. */
  static String share(double share, String label) {
    return "%6.2f %%  %s".formatted(100 * share, label);
  }

  /** Returns a number of no more digits than a float has. */
  static Double number(float value) {
    return Double.valueOf(Float.toString(value));
  }

  /**
   * A new file's name for what is drawn over an image.
   *
   * @param to the folder that it will stand in, or in one below it as the image does
   * @param what is drawn
   * @throws IllegalArgumentException if the file exists and may not be overwritten
   */
  static Path drawing(Output output, Path to, Image image, String what) {
    String name = image.file().getFileName().toString().replaceFirst("\\.[^.]*$", "");
    Path file = to.resolve(image.below()).resolve("%s-%s.png".formatted(name, what));
    output.requireFree(file);
    return file;
  }
}
