package org.convzoo.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.convzoo.tools.Outcome;

/**
 * Runs cases one after the other in a Java of its own, which may break: a number, or the name of a
 * kept file, on stdin; what is wrong, or a sign, on stdout.
 */
final class AttackWorker {

  /** What a case may take beyond what the process had before it. */
  private static final long MOST = 2L << 30;

  private static final Path LAUNCHER = Path.of("../tools/src/main/bin/convzoo");

  private final Corpus corpus;
  private final long seed;
  private final Path scratch;
  private final Path log;
  private final Pattern chatter;

  private AttackWorker(Corpus corpus, long seed, Path scratch, Path log) throws IOException {
    this.corpus = corpus;
    this.seed = seed;
    this.scratch = scratch;
    this.log = log;
    chatter = Pattern.compile(chatter());
  }

  /**
   * Runs what stdin asks for.
   *
   * @param args the corpus, the seed, a folder for the cases, the file that stderr goes to
   */
  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    PrintStream answers = System.out;
    AttackWorker worker =
        new AttackWorker(
            new Corpus(Path.of(args[0])),
            Long.parseLong(args[1]),
            Path.of(args[2]),
            Path.of(args[3]));
    BufferedReader numbers =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = numbers.readLine(); line != null; line = numbers.readLine()) {
      answers.println(worker.fault(line).replaceAll("[\r\n]+", " / "));
      answers.flush();
    }
  }

  /** Returns what the launcher drops of what comes on stderr. */
  private static String chatter() throws IOException {
    return Pattern.compile("\\bchatter\\+?='([^']*)'")
        .matcher(Files.readString(LAUNCHER))
        .results()
        .map(line -> line.group(1))
        .collect(Collectors.joining());
  }

  private String fault(String name) throws Exception {
    Path folder = scratch.resolve(name.replace('/', '-'));
    if (Files.exists(folder)) { // it failed in an earlier run
      Corpus.delete(folder);
    }
    Case attack =
        name.matches("\\d+")
            ? Case.of(corpus, seed, Integer.parseInt(name), folder)
            : Case.kept(corpus, name, folder);
    String fault = fault(attack);
    if (fault.length() < 2) {
      Corpus.delete(folder);
      return fault;
    }
    return "%s: %s".formatted(attack, fault);
  }

  /** Returns what is wrong, or "+" where the command did what it was told, or "-". */
  private String fault(Case attack) throws Exception {
    long logged = Files.size(log);
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins here
    long before = status("VmRSS");
    Outcome outcome;
    try {
      outcome = attack.run();
    } catch (Exception | Error e) {
      return "thrown: " + e;
    }
    long taken = status("VmHWM") - before;
    if (taken > MOST) {
      return "took %,d bytes".formatted(taken);
    }
    String fault =
        Oracle.fault(attack.target(), attack.folder(), attack.damaged(), outcome, said(logged));
    return fault != null ? fault : outcome.code() == 0 ? "+" : "-";
  }

  /** Returns what came on stderr past Java. */
  private String said(long from) throws IOException {
    byte[] all = Files.readAllBytes(log);
    return new String(all, (int) from, (int) (all.length - from), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !chatter.matcher(line).find())
        .collect(Collectors.joining("\n"));
  }

  private static long status(String name) throws IOException {
    Matcher line =
        Pattern.compile(name + ":\\s+(\\d+) kB")
            .matcher(Files.readString(Path.of("/proc/self/status")));
    return line.find() ? 1024 * Long.parseLong(line.group(1)) : 0;
  }
}
