package org.convzoo.attack;

import static org.convzoo.attack.Checks.draws;
import static org.convzoo.attack.Checks.exports;
import static org.convzoo.attack.Checks.metrics;
import static org.convzoo.attack.Checks.prints;
import static org.convzoo.attack.Checks.wholeWeights;
import static org.convzoo.attack.Checks.writes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.convzoo.export.card.ModelCard;
import org.convzoo.tools.Calls;

/**
 * Valid inputs of every kind that the commands read, each with the commands that read it.
 *
 * @param folder of the inputs
 */
record Corpus(Path folder) {

  private static final String SCORE =
      "lenet, step \\d+, on [^\n]+\n\\d+ test images: loss \\d+\\.\\d{4}, top-1 [01]\\.\\d{4}, top-5 [01]\\.\\d{4}\n";
  private static final String RIGHT = "(?s).*\\d+ images are OK\n";
  private static final String FACTS = "(?s)[^\n]+\n\\d+ training and \\d+ test images\n.*";
  private static final String REPORT = "(?s).*parameters, .* of them trainable\n.*";
  private static final String CPU = " --device cpu --threads 1 ";

  /** Writes the inputs, and what their whole weights come to, where {@link #targets} finds it. */
  static Corpus write(Path folder) throws IOException {
    CorpusFiles.write(folder);
    Path spare = folder.resolve("spare");
    CorpusFiles.copy(folder.resolve("run"), spare);
    for (int whole = 0; whole < 2; whole++) { // the last checkpoint, then the one before
      Path right = Files.createDirectories(folder.resolve("right"));
      String score =
          Calls.succeed(
              "evaluate --checkpoint last --device cpu",
              spare,
              "--data-dir",
              folder.resolve("idx"));
      Files.writeString(right.resolve(whole + ".txt"), Checks.score(score));
      Calls.succeed("export --checkpoint last --to", right.resolve("exported" + whole), spare);
      delete(spare.resolve("checkpoints/" + (whole == 0 ? 4 : 2)));
    }
    delete(spare);
    return new Corpus(folder);
  }

  /** Deletes a folder with all in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Returns everything that is attacked. */
  List<Target> targets() throws IOException {
    List<Target> all = new ArrayList<>();
    recipes(all);
    runs(all);
    models(all);
    data(all);
    graphs(all);
    return all;
  }

  private static void recipes(List<Target> all) {
    List<String> parts = List.of("recipe", "idx");
    String yaml = "recipe/mine.yaml";
    all.add(
        new Target(
            "recipe-printed",
            parts,
            yaml,
            "train lenet --print-recipe --recipe %",
            Checks::recipe));
    all.add(
        new Target(
            "recipe-trained",
            parts,
            yaml,
            "train lenet --max-steps 1" + CPU + "--recipe % --data-dir @/idx --run @/new",
            writes("new/checkpoints/1/manifest.json")));
    all.add(
        new Target(
            "recipe-previewed",
            List.of("recipe", "folder"),
            yaml,
            "data preview @/folder --recipe % --images 1 --epochs 1 --to @/sheet.png",
            draws("sheet.png")));
  }

  private void runs(List<Target> all) throws IOException {
    List<String> parts = List.of("run", "idx");
    String state = "run/{recipe.yaml,labels.txt,checkpoints/*/*}";
    Set<String> scores = new HashSet<>();
    List<byte[]> models = new ArrayList<>();
    for (int whole = 0; whole < 2; whole++) {
      scores.add(Files.readString(folder.resolve("right/%d.txt".formatted(whole))));
      models.add(
          Files.readAllBytes(
              folder.resolve("right/exported%d/lenet/1".formatted(whole)).resolve(Checks.MODEL)));
    }
    all.add(
        new Target(
            "run-evaluated",
            parts,
            state,
            "evaluate --checkpoint last --device cpu @/run --data-dir @/idx",
            (folder, damaged, outcome) -> {
              String fault = prints(SCORE).fault(folder, damaged, outcome);
              return fault != null ? fault : wholeWeights(scores).fault(folder, damaged, outcome);
            }));
    all.add(
        new Target(
            "run-exported",
            parts,
            state,
            "export --checkpoint last --to @/out @/run",
            exports(models)));
    all.add(
        new Target(
            "run-resumed",
            parts,
            "run/{recipe.yaml,labels.txt,metrics.csv,checkpoints/*/*}",
            "train --epochs 3" + CPU + "--resume @/run --data-dir @/idx",
            metrics(CorpusFiles.EPOCHS + 1)));
    all.add(
        new Target(
            "run-plotted",
            parts,
            "run/{recipe.yaml,metrics.csv}",
            "plot @/run --to @/curves.svg",
            draws("curves.svg")));
    all.add(
        new Target(
            "run-plotted-by-step",
            parts,
            "run/events.*",
            "plot @/run --by step --to @/curves.png",
            draws("curves.png")));
    all.add(new Target("run-reported", parts, "run/recipe.yaml", "report @/run", prints(REPORT)));
  }

  private static void models(List<Target> all) {
    models(all, "model", "model");
    models(all, "variables", "variables/lenet/1");
    all.add(
        new Target(
            "card-read",
            List.of("carded", "images"),
            "carded/" + ModelCard.FILE,
            "predict @/carded @/images/plain.png",
            Checks::guesses));
    all.add(
        new Target(
            "image-predicted",
            List.of("model", "images"),
            "images/*",
            "predict @/model %",
            Checks::guesses));
  }

  /** What reads an exported model, whose weights are constants or variables. */
  private static void models(List<Target> all, String part, String model) {
    String files = model + "/**";
    all.add(
        new Target(
            part + "-predicts",
            List.of(part, "images"),
            files,
            "predict @/%s @/images/plain.png".formatted(model),
            Checks::guesses));
    all.add(
        new Target(
            part + "-started-from",
            List.of(part, "idx", "recipe"),
            files,
            "train lenet --max-steps 1"
                + CPU
                + "--recipe @/recipe/mine.yaml --data-dir @/idx --run @/new --start-from @/"
                + model,
            writes("new/checkpoints/1/manifest.json")));
    all.add(
        new Target(
            part + "-reported",
            List.of(part),
            files,
            "report @/%s --input-size 16".formatted(model),
            prints(REPORT)));
  }

  private static void data(List<Target> all) {
    for (String format :
        List.of("idx", "cifar10", "folder", "csv", "tfrecord", "tfboxes", "coco", "voc", "masks")) {
      List<String> parts = List.of(format);
      String files = format + "/**";
      all.add(
          new Target(format + "-checked", parts, files, "data check @/" + format, prints(RIGHT)));
      all.add(
          new Target(format + "-measured", parts, files, "data info @/" + format, prints(FACTS)));
    }
    for (String format : List.of("folder", "csv", "coco", "voc")) {
      all.add(
          new Target(
              format + "-converted",
              List.of(format),
              format + "/**",
              "data convert @/" + format + " --shards 1 --to @/shards",
              Checks::shards));
    }
    all.add(
        new Target(
            "album-split",
            List.of("album"),
            "album/**",
            "data split @/album --to @/parted",
            Checks::parted));
  }

  private static void graphs(List<Target> all) {
    for (String name : List.of("keras", "nested", "branching", "tensorflow1", "shapeless")) {
      String size = name.equals("keras") ? " --input-size 16" : "";
      all.add(
          new Target(
              name + "-reported",
              List.of("foreign/" + name),
              "foreign/" + name + "/**",
              "report --format json @/foreign/" + name + size,
              Checks::json));
    }
    List<String> frozen = List.of("foreign/frozen.pb");
    all.add(
        new Target(
            "frozen-reported", frozen, frozen.get(0), "report --format json %", Checks::json));
    all.add(
        new Target(
            "frozen-drawn", frozen, frozen.get(0), "draw % --to @/net.svg", draws("net.svg")));
  }
}
