package org.convzoo.internal.files;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of a single line that cannot steer a terminal. The names of files and classes come from
 * elsewhere: what they may not have are control characters, line separators and what turns the
 * direction of writing. It is shown as JSON escapes it, such as {@code \u005cu001b}.
 */
public final class PlainText {

  private static final String STEERING =
      "\\p{Cc}\\p{Zl}\\p{Zp}\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069";

  private static final Pattern IN_A_NAME = Pattern.compile("[" + STEERING + "]");
  private static final Pattern IN_A_TEXT =
      Pattern.compile("(?m)(?!^\\t)[" + STEERING + "&&[^\\n]]");

  private PlainText() {}

  /** Returns a name of one line, what steers a terminal escaped. */
  public static String ofName(String name) {
    return IN_A_NAME.matcher(name).replaceAll(PlainText::escaped);
  }

  /** Returns a text of lines, indented by a tab or not; what else steers a terminal escaped. */
  public static String of(String text) {
    return IN_A_TEXT.matcher(text).replaceAll(PlainText::escaped);
  }

  private static String escaped(MatchResult steering) {
    return Matcher.quoteReplacement("\\u%04x".formatted((int) steering.group().charAt(0)));
  }
}
