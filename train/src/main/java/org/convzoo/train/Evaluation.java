package org.convzoo.train;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.convzoo.graphs.Logits;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Task;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** A network drawn for inference over a stream of test images, and the counts it comes to. */
public final class Evaluation {

  private static final int TOP = 5;

  private final int images;
  private final Batches batches;
  private final Operand<TFloat32> loss;
  private final Operand<TInt64> hits;
  private final Operand<TInt64> topHits;
  private final Operand<TInt32> count;

  /**
   * What an evaluation came to.
   *
   * @param images how many were seen
   * @param loss mean cross-entropy in nats
   * @param accuracy share of images whose label came first, 0 to 1
   * @param top5 share of images whose label came among the first five, 0 to 1
   */
  public record Score(long images, double loss, double accuracy, double top5) {}

  /** Draws the network of {@code recipe} below the scope "evaluation", over these variables. */
  Evaluation(Variables variables, Recipe recipe, ImageSet images, int classes) {
    this.images = images.size();
    Ops tf = variables.root().withSubScope("evaluation");
    Network network = Zoo.get(recipe.network());
    Task task = network.spec().task();
    batches =
        new Batches(tf.withSubScope("data"), images, recipe.preprocessing(), recipe.batch(), null);
    Layers net = Layers.inference(variables).under("evaluation");
    Logits logits = network.draw(net, batches.images(), classes);
    Ops score = tf.withSubScope("score");
    loss = task.loss(score, logits, batches.labels());
    hits = task.hits(score, logits, batches.labels(), 1);
    topHits = task.hits(score, logits, batches.labels(), Math.min(TOP, classes));
    count = score.size(batches.labels());
  }

  /**
   * Evaluates a checkpoint in a graph of its own.
   *
   * @param progress hears how many images are done
   */
  public static Score of(
      Run run,
      Checkpoints.Checkpoint checkpoint,
      ImageSet images,
      ConfigProto config,
      LongConsumer progress) {
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Evaluation evaluation = new Evaluation(variables, run.recipe(), images, run.labels().size());
      try (Session session = new Session(graph, config)) {
        session.restore(checkpoint.prefix());
        return evaluation.run(session, progress, () -> false).orElseThrow();
      }
    }
  }

  /** Returns the number of images that are gone through. */
  int images() {
    return images;
  }

  /**
   * Goes once over the images.
   *
   * @param stop asked before each batch
   * @return the score, or nothing if it was stopped
   */
  Optional<Score> run(Session session, LongConsumer progress, BooleanSupplier stop) {
    batches.start(session, 0);
    long seen = 0;
    long first = 0;
    long top = 0;
    double lossSum = 0;
    for (int batch = 0; batch < batches.perEpoch(); batch++) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      try (Result result =
          session.runner().fetch(loss).fetch(hits).fetch(topHits).fetch(count).run()) {
        int n = ((TInt32) result.get(3)).getInt();
        lossSum += (double) ((TFloat32) result.get(0)).getFloat() * n;
        first += ((TInt64) result.get(1)).getLong();
        top += ((TInt64) result.get(2)).getLong();
        seen += n;
      }
      progress.accept(seen);
    }
    return Optional.of(new Score(seen, lossSum / seen, (double) first / seen, (double) top / seen));
  }
}
