package org.convzoo.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program that runs calls in the folder it is started in, and prints those that fail. */
final class ExamplesInAFolder {

  static final String SEPARATOR = "\t";

  private ExamplesInAFolder() {}

  /** Runs the calls in a file, a line each, its words with {@link #SEPARATOR} between. */
  public static void main(String[] files) throws IOException {
    for (String line : Files.readAllLines(Path.of(files[0]))) {
      List<Path> words = new ArrayList<>(); // a path is not split at its spaces
      for (String word : line.split(SEPARATOR)) {
        words.addAll(word.startsWith("*.") ? matching(word) : List.of(Path.of(word)));
      }
      Outcome outcome = Calls.run(words.toArray());
      if (outcome.code() != 0 || outcome.out().isBlank()) {
        System.out.printf("%s: %s%n", words, outcome);
      }
    }
    System.out.println("done");
  }

  private static List<Path> matching(String pattern) throws IOException {
    Path here = Path.of("");
    PathMatcher matcher = here.getFileSystem().getPathMatcher("glob:" + pattern);
    try (Stream<Path> all = Files.list(here)) {
      return all.map(Path::getFileName).filter(matcher::matches).sorted().toList();
    }
  }
}
