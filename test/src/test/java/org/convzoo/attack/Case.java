package org.convzoo.attack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.convzoo.tools.Calls;
import org.convzoo.tools.Outcome;

/**
 * One attack.
 *
 * @param target what is attacked
 * @param folder where the command's files stand, one of them damaged
 * @param damaged that file
 */
record Case(Target target, Path folder, Path damaged) {

  /** Copies what the target needs, and damages a file as {@code seed} and {@code number} say. */
  static Case of(Corpus corpus, long seed, int number, Path folder) throws IOException {
    List<Target> targets = corpus.targets();
    Target target = targets.get(number % targets.size());
    Random random = random(seed, number);
    copy(corpus, target, folder);
    Path damaged = any(target.files(folder), random);
    byte[] whole = Files.readAllBytes(damaged);
    byte[] other = Files.readAllBytes(any(any(targets, random), corpus, random));
    Files.write(damaged, new Mutator(random).of(damaged.getFileName().toString(), whole, other));
    return new Case(target, folder, damaged);
  }

  /** Returns what a case is made from. */
  static Random random(long seed, int number) {
    return new Random(new SplittableRandom(seed ^ (long) number << 32).nextLong());
  }

  /** Copies what the target needs, and damages nothing. */
  static Case undamaged(Corpus corpus, Target target, Path folder) throws IOException {
    copy(corpus, target, folder);
    return new Case(target, folder, target.files(folder).get(0));
  }

  /**
   * Copies what the target needs, and puts a kept file in its place.
   *
   * @param name in the resources: the target, a number and the file's own path
   */
  static Case kept(Corpus corpus, String name, Path folder) throws IOException {
    String[] parts = name.split("/", 3);
    Target target =
        corpus.targets().stream().filter(t -> t.name().equals(parts[0])).findFirst().orElseThrow();
    copy(corpus, target, folder);
    Path damaged = folder.resolve(parts[2]);
    try (InputStream in = Case.class.getResourceAsStream("kept/" + name)) {
      Files.copy(in, damaged, StandardCopyOption.REPLACE_EXISTING);
    }
    return new Case(target, folder, damaged);
  }

  private static void copy(Corpus corpus, Target target, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (String part : target.parts()) {
      CorpusFiles.copy(corpus.folder().resolve(part), folder.resolve(part));
    }
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static Path any(Target target, Corpus corpus, Random random) throws IOException {
    return any(target.files(corpus.folder()), random);
  }

  /** Runs the command. */
  Outcome run() {
    return Calls.run(target.words(folder, damaged));
  }

  @Override
  public String toString() {
    return "%s, %s damaged".formatted(target.name(), folder.relativize(damaged));
  }
}
