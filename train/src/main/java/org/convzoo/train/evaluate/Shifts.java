package org.convzoo.train.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.augment.sample.Samples;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.internal.input.UnnormalizedTransform;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * How well a classifier bears that its images are shifted, at the network's size: what is moved out
 * at one side is lost, what comes in at the other is black.
 */
public final class Shifts {

  /** The ways to go, rows and columns. */
  private static final int[][] WAYS = {{0, -1}, {0, 1}, {-1, 0}, {1, 0}};

  /**
   * The accuracy at a shift, 0 to 1.
   *
   * @param shift in pixels
   * @param left of images that are moved to the left
   */
  public record Row(int shift, double left, double right, double up, double down) {

    private static Row of(int shift, List<Double> ways) {
      return new Row(shift, ways.get(0), ways.get(1), ways.get(2), ways.get(3));
    }

    /** Returns the mean of the four ways. */
    @JsonProperty
    public double mean() {
      return (left + right + up + down) / WAYS.length;
    }
  }

  private Shifts() {}

  /**
   * Checks that a run can be measured so.
   *
   * @param most the largest shift, in pixels
   * @throws IllegalArgumentException if it is no classifier's, or nothing would be left of images
   */
  public static void require(Run run, int most) {
    Recipe recipe = run.recipe();
    Task task = recipe.architecture().spec().task();
    if (!task.equals(Task.CLASSIFICATION)) {
      throw new UsageException(
          "shifts are for classifiers: %s is for %s", recipe.network(), task.words());
    }
    int side = Math.min(recipe.input().height(), recipe.input().width());
    if (most < 1 || most >= side) {
      throw new UsageException(
          "a shift is of 1 to %d pixels where the network reads %s, got %d",
          side - 1, recipe.size(), most);
    }
  }

  /** Returns how many images {@link #of} goes through. */
  public static long images(ImageSet images, int most) {
    return images.size() * (1L + (long) WAYS.length * most);
  }

  /**
   * Evaluates a checkpoint.
   *
   * @param most the largest shift, in pixels
   * @param progress hears how many images are done
   * @return from no shift to the largest
   */
  public static List<Row> of(
      Evaluation.Member member,
      ImageSet images,
      int most,
      ConfigProto config,
      LongConsumer progress) {
    require(member.run(), most);
    Preprocessing preprocessing = member.run().preprocessing();
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Layers net = Layers.inference(variables).under("evaluation");
      Ops tf = net.tf().withSubScope("shift");
      var offset = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
      Evaluation evaluation =
          new Evaluation(
              net,
              member.run(),
              images,
              new UnnormalizedTransform(InputTransform.of(preprocessing)),
              pixels -> preprocessing.normalize(tf, moved(tf, pixels, offset)));
      evaluation.requireRoom(graph, member.run(), config);
      List<Row> rows = new ArrayList<>();
      try (Session session = new Session(graph, config)) {
        session.restore(member.checkpoint().prefix());
        long done = 0;
        for (int shift = 0; shift <= most; shift++) {
          List<Double> accuracies = new ArrayList<>();
          for (int[] way : WAYS) {
            if (shift == 0 && !accuracies.isEmpty()) {
              accuracies.add(accuracies.get(0));
              continue;
            }
            long before = done;
            try (TInt32 from = TInt32.vectorOf(-shift * way[0], -shift * way[1])) {
              accuracies.add(
                  evaluation
                      .run(
                          session,
                          runner -> runner.feed(offset, from),
                          seen -> progress.accept(before + seen),
                          () -> false)
                      .orElseThrow()
                      .deciding());
            }
            done += images.size();
          }
          rows.add(Row.of(shift, accuracies));
        }
      }
      return rows;
    }
  }

  /** Moves images [N,H,W,C], of which the window at {@code offset} is seen. */
  private static Operand<TFloat32> moved(Ops tf, Operand<TFloat32> pixels, Operand<TInt32> offset) {
    Samples all = new Samples(pixels, tf.constant(new int[0]));
    Operand<TFloat32> seen =
        all.crop(tf, offset, all.size(tf), 0).images().asOutput().expect(TFloat32.class);
    return tf.ensureShape(seen, pixels.shape());
  }
}
