package org.convzoo.tools.option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.convzoo.tools.terminal.Bar;
import org.convzoo.tools.terminal.CommandName;
import org.convzoo.tools.terminal.Warnings;
import org.convzoo.train.TrainingListener;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.internal.binary.FashionMnist;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.recipe.Recipes;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.EpochResult;

/** Shows a training: a bar on a terminal, a line now and then elsewhere, a line for each epoch. */
public final class ProgressDisplay implements TrainingListener, AutoCloseable {

  private static final String QUICK = "quick";
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final PrintWriter err;
  private final Bar bar = new Bar();
  private long imagesDone;
  private long epochStart = System.nanoTime();
  private long lastLine = epochStart;
  private double lossSum;
  private DataSet data;
  private String validation = DataSet.TEST;
  private TimeEstimate estimate;
  private String shorter = "";
  private boolean trained;
  private String place = "";
  private double hitSum;

  public ProgressDisplay(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void started(String from, List<String> others) {
    String but = others.isEmpty() ? "" : " but " + String.join(", ", others);
    Path here = Path.of("").toAbsolutePath();
    Path folder = Path.of(from);
    Object shown = folder.startsWith(here) ? here.relativize(folder) : folder;
    out.printf("started from %s: all variables%s%n", shown, but);
    out.flush();
  }

  @Override
  public void planned(Run run, DataSet images, Hardware hardware) {
    Recipe r = run.recipe();
    data = images;
    validation = r.validationName();
    estimate = new TimeEstimate(r.epochs(), System::nanoTime);
    shorter = shorter(r);
    out.printf("%s on %s: %s%n", r.network(), data.name(), data.source());
    out.printf(
        "%,d training%s and %,d test images at %dx%dx%d, batches of %d, %d epochs, on %s%s%n",
        data.training().size(),
        data.heldOut().map(held -> ", %,d validation".formatted(held.size())).orElse(""),
        data.test().size(),
        r.input().height(),
        r.input().width(),
        r.input().channels(),
        r.batchSize(),
        r.epochs(),
        hardware.words(),
        shares(r.batchSize(), hardware.replicas().size()));
    out.flush();
  }

  /** What replicas get of a batch. */
  private static String shares(int batch, int replicas) {
    if (replicas < 2) {
      return "";
    }
    int least = batch / replicas;
    String images = batch % replicas == 0 ? "" + least : "%d or %d".formatted(least, least + 1);
    return " with %s images of a batch each".formatted(images);
  }

  @Override
  public void averagingImages() {
    out.println("computing the mean of the training images, pixel by pixel");
    out.flush();
  }

  @Override
  public void beforeTraining(Score score) {
    bar.clear();
    out.printf("before training: %s loss %.4f%s%n", validation, score.loss(), measures(score));
    out.flush();
  }

  @Override
  public void step(int epoch, int done, int of, EpochResult.Head main, int images) {
    trained = true;
    place = "epoch %d, step %,d of %,d".formatted(epoch, done, of);
    imagesDone += images;
    lossSum += main.loss() * images;
    hitSum += main.accuracy() * images;
    estimate.after(epoch, done, of).ifPresent(this::announce);
    if (bar.isSeen()) {
      bar.to("epoch " + epoch, done, of, state());
    } else if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
      lastLine = System.nanoTime();
      out.printf(
          "%s: %s, %.0f s left%n",
          place, state(), (of - done) * (double) images / imagesPerSecond());
      out.flush();
    }
  }

  private void announce(String time) {
    bar.clear();
    out.println(CommandName.in(time + shorter));
    out.flush();
  }

  /** Names what trains the same network for minutes, where the usual images are trained on. */
  private static String shorter(Recipe recipe) {
    String network = recipe.network();
    return recipe.dataset().equals(FashionMnist.NAME) && Recipes.purposes(network).contains(QUICK)
        ? "; shorter: convzoo train %1$s --recipe %2$s --run runs/%1$s-%2$s"
            .formatted(network, QUICK)
        : "";
  }

  /** Returns whether a step was taken, or an epoch ended. */
  boolean hasTrained() {
    return trained;
  }

  /** Shows how far an epoch has come that is not done. */
  void stopped() {
    bar.clear();
    if (imagesDone > 0) {
      out.printf("%s: %s%n", place, state());
    }
  }

  private String state() {
    return "loss %.3f accuracy %.3f, %,.0f images/s"
        .formatted(lossSum / imagesDone, hitSum / imagesDone, imagesPerSecond());
  }

  private double imagesPerSecond() {
    return imagesDone / ((System.nanoTime() - epochStart) / 1e9);
  }

  @Override
  public void recomputing(long done, long of) {
    bar.to("batch norm", done, of);
  }

  @Override
  public void evaluating(long done, long of) {
    bar.to("testing", done, of);
  }

  @Override
  public void epoch(EpochResult result) {
    bar.clear();
    trained = true;
    epochStart = System.nanoTime();
    imagesDone = 0;
    lossSum = 0;
    hitSum = 0;
    out.printf(
        "epoch %d: train loss %.4f accuracy %.4f, %s loss %.4f%s, %,.0f images/s%n",
        result.epoch(),
        result.main().loss(),
        result.main().accuracy(),
        validation,
        result.validation().loss(),
        measures(result.validation()),
        result.imagesPerSecond());
    out.flush();
  }

  /** Returns the images that are trained on, without those left out. */
  DataSet data() {
    return data;
  }

  private static String measures(Score score) {
    StringBuilder words = new StringBuilder();
    score
        .everyEpoch()
        .forEach((measure, v) -> words.append(" %s %.4f".formatted(measure.words(), v)));
    return words.toString();
  }

  @Override
  public void warning(String message) {
    Warnings.print(err, message);
  }

  @Override
  public void close() {
    bar.close();
  }
}
