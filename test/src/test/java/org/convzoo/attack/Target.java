package org.convzoo.attack;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.tools.Outcome;

/**
 * A command and the files that it reads.
 *
 * @param name what is attacked, unique
 * @param parts of the corpus that the command needs, copied for each case
 * @param damaged a glob, below the case's folder, of the files of which one is damaged
 * @param call the command; {@code @} is the case's folder, {@code %} the damaged file
 * @param check says of a call that ended with exit code 0 what is wrong with what it made
 */
record Target(String name, List<String> parts, String damaged, String call, Check check) {

  /** Holds what a command made against what it should have made. */
  @FunctionalInterface
  interface Check {

    /** Nothing but the exit code is promised. */
    Check NONE = (folder, damaged, outcome) -> null;

    /** Returns what is wrong, or null. */
    String fault(Path folder, Path damaged, Outcome outcome) throws Exception;
  }

  /** Returns the command's words, with paths for a folder and one damaged file in it. */
  Object[] words(Path folder, Path file) {
    return Arrays.stream(call.split(" "))
        .map(
            word ->
                word.equals("%")
                    ? file
                    : word.startsWith("@/") ? folder.resolve(word.substring(2)) : word)
        .toArray();
  }

  /** Returns the files that may be damaged, in order. */
  List<Path> files(Path folder) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + damaged);
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(
              file -> Files.isRegularFile(file) && matcher.matches(folder.relativize(file)))
          .sorted()
          .toList();
    }
  }
}
