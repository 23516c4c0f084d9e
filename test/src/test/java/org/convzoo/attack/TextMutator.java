package org.convzoo.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Changes texts at random: whole lines, and the words in them. */
final class TextMutator {

  private static final Pattern WORD = Pattern.compile("[\\w.+-]+");

  private final Random random;

  TextMutator(Random random) {
    this.random = random;
  }

  /** Changes a few lines or words. Bytes that are no text in UTF-8 are kept as they are. */
  byte[] of(byte[] whole) {
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    for (int i = random.nextInt(3); i >= 0; i--) {
      text = random.nextInt(3) == 0 ? lines(text) : words(text);
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Deletes, doubles, swaps or indents a line, or writes a strange one. */
  private String lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    int at = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    switch (random.nextInt(5)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(other, lines.get(at));
      case 2 -> Collections.swap(lines, at, other);
      case 3 -> lines.set(at, "  " + lines.get(at));
      default -> lines.add(at, strange() + "\n");
    }
    return String.join("", lines);
  }

  /** Puts another word, of the text or a strange one, in the place of one, or takes it out. */
  private String words(String text) {
    List<MatchResult> words = WORD.matcher(text).results().toList();
    if (words.isEmpty()) {
      return strange();
    }
    MatchResult word = words.get(random.nextInt(words.size()));
    String other =
        switch (random.nextInt(4)) {
          case 0 -> words.get(random.nextInt(words.size())).group();
          case 1 -> "-" + word.group();
          default -> strange();
        };
    return text.substring(0, word.start()) + other + text.substring(word.end());
  }

  private String strange() {
    byte[] bytes = Interesting.word(random).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
