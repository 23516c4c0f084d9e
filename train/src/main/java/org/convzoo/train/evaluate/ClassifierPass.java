package org.convzoo.train.evaluate;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.convzoo.UsageException;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A classifier's answers about labelled images, one after the other in the order of their set.
 *
 * @param tf where more is built
 * @param logits [N,classes]
 * @param labels [N]
 */
record ClassifierPass(Ops tf, Operand<TFloat32> logits, Operand<TInt32> labels) {

  /** Hears of each image what was fetched for its batch. */
  interface Visitor {

    /**
     * Takes one image.
     *
     * @param place in the batch
     * @param number in the set
     */
    void visit(Result fetched, int place, int number);
  }

  /**
   * Checks that a run is a classifier's.
   *
   * @param what is asked for, in the plural, for a message
   * @throws IllegalArgumentException if it is not
   */
  static void require(Run run, String what) {
    Task task = run.recipe().architecture().spec().task();
    if (!task.equals(Task.CLASSIFICATION)) {
      throw new UsageException(
          "%s for classifiers: %s is for %s", what, run.recipe().network(), task.words());
    }
  }

  /**
   * Goes once over the images.
   *
   * @param fetched builds what is wanted of each batch
   * @param progress hears how many images are done
   */
  static void over(
      Evaluation.Member member,
      ImageSet images,
      ConfigProto config,
      Function<ClassifierPass, List<? extends Operand<?>>> fetched,
      Visitor visitor,
      LongConsumer progress) {
    Run run = member.run();
    Recipe recipe = run.recipe();
    try (Graph graph = new Graph()) {
      Layers net = Layers.inference(Variables.restored(graph)).under("evaluation");
      Ops data = net.tf().withSubScope("data");
      InputTransform preparation = InputTransform.of(run.preprocessing());
      Batches batches = new Batches(data, images, preparation, recipe.batchSize(), null);
      Network network = recipe.architecture();
      var logits = network.build(net, batches.images(), run.labels().size()).main();
      Operand<TInt32> labels = batches.truth().asOutput().expect(TInt32.class);
      Ops more = net.tf().withSubScope("answers");
      List<? extends Operand<?>> wanted = fetched.apply(new ClassifierPass(more, logits, labels));
      try (Session session = new Session(graph, config)) {
        session.restore(member.checkpoint().prefix());
        batches.start(session, 0);
        int number = 0;
        for (int batch = 0; batch < batches.perEpoch(); batch++) {
          Session.Runner runner = session.runner();
          wanted.forEach(runner::fetch);
          try (Result result = batches.run(runner, batch)) {
            for (int place = 0; place < batches.sizeOf(batch); place++) {
              visitor.visit(result, place, number++);
            }
          }
          progress.accept(number);
        }
      }
    }
  }
}
