package org.convzoo.train.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Variables;
import org.convzoo.ops.augment.sample.View;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.data.UniformImageSet;
import org.convzoo.train.internal.input.Batches;
import org.convzoo.train.internal.input.CropTransform;
import org.convzoo.train.internal.input.InputTransform;
import org.convzoo.train.internal.input.MultiCrop;
import org.convzoo.train.recipe.ImageInput;
import org.convzoo.train.recipe.Recipe;
import org.convzoo.train.run.Run;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Classifiers that answer together: the mean of their probabilities, over networks, scales and
 * views alike. Within a dense view the class scores of all places are averaged before the softmax,
 * as Simonyan, Zisserman 2015, section 3.2 have it.
 */
final class Ensemble {

  private static final float LEAST = Float.MIN_NORMAL; // a logarithm is taken

  private final Variables root;
  private final ImageSet images;
  private final int classes;
  private final int batch;
  private final Optional<MultiCrop> looks;
  private final List<Batches> streams = new ArrayList<>();
  private final List<Operand<TFloat32>> probabilities = new ArrayList<>();
  private final List<Op> restores = new ArrayList<>();

  /**
   * Builds the networks of {@code members} in the graph of {@code root}.
   *
   * @param looks how images are looked at; as in training where absent
   * @throws IllegalArgumentException if a network cannot take the scales
   */
  Ensemble(
      Variables root, List<Evaluation.Member> members, ImageSet images, Optional<MultiCrop> looks) {
    this.root = root;
    this.images = images;
    this.looks = looks;
    Run first = members.get(0).run();
    this.classes = first.labels().size();
    this.batch = looks.map(how -> batch(how, first.recipe())).orElse(first.recipe().batchSize());
    for (int i = 0; i < members.size(); i++) {
      add(members.get(i), "network" + (i + 1));
    }
  }

  /**
   * As many images as fit in training's place; one where each whole image may be of its own size.
   */
  private int batch(MultiCrop looks, Recipe recipe) {
    boolean apart = looks.view() == View.DENSE && !(images instanceof UniformImageSet);
    return apart ? 1 : Math.max(1, recipe.batchSize() / looks.view().count());
  }

  private void add(Evaluation.Member member, String name) {
    Recipe recipe = member.run().recipe();
    Network network = recipe.architecture();
    Variables variables = root.under(name);
    Layers net = Layers.inference(variables).under("evaluation/" + name);
    if (looks.isEmpty()) {
      ask(network, net, InputTransform.of(member.run().preprocessing()));
    } else {
      ask(network, net, member.run(), looks.get());
    }
    restores.addAll(variables.restore(member.checkpoint().prefix()));
  }

  /** Asks a network about each scale. */
  private void ask(Network network, Layers net, Run run, MultiCrop looks) {
    ImageInput input = run.recipe().input();
    Preprocessing preprocessing = run.preprocessing();
    boolean dense = looks.view() == View.DENSE;
    Layers own = net.under("own");
    if (dense) { // what slides over larger images is what was built for one of the network's size
      network.build(own, anImage(own.tf(), input), classes);
    }
    for (int scale : looks.scales(input)) {
      String scope = "scale" + scale;
      InputTransform views = new CropTransform(preprocessing, looks.view(), scale);
      ask(network, dense ? own.sliding(scope) : net.under(scope), views);
    }
  }

  private static Operand<TFloat32> anImage(Ops tf, ImageInput input) {
    Shape shape = Shape.of(1, input.height(), input.width(), input.channels());
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  /** Builds a stream of images and what a network says of it. */
  private void ask(Network network, Layers net, InputTransform preparation) {
    Ops tf = net.tf();
    Batches stream = new Batches(tf.withSubScope("data"), images, preparation, batch, null);
    streams.add(stream);
    NetworkOutput logits = network.build(net, stream.images(), classes);
    Operand<TFloat32> scores = means(tf, logits.main(), stream.images());
    probabilities.add(means(tf, tf.nn.softmax(scores), stream.truth()));
  }

  /** The means of {@code rows} [N * k,classes], k at a time, one for each of {@code things}. */
  private Operand<TFloat32> means(Ops tf, Operand<TFloat32> rows, Operand<? extends TType> things) {
    Operand<TInt32> count = tf.gather(tf.shape(things), tf.constant(0), tf.constant(0));
    var size = tf.stack(List.of(count, tf.constant(-1), tf.constant(classes)));
    return tf.math.mean(tf.reshape(rows, size), tf.constant(1));
  }

  /** Builds the logarithm of the mean probabilities: [N,classes], whose softmax they are. */
  NetworkOutput logits() {
    Ops tf = root.root().withSubScope("evaluation/mean");
    var mean = tf.math.div(tf.math.addN(probabilities), tf.constant((float) probabilities.size()));
    var log = tf.math.log(tf.math.maximum(mean, tf.constant(LEAST)));
    return new NetworkOutput(log, List.of());
  }

  /** Gives every network the variables of its checkpoint. */
  void restore(Session session) {
    Session.Runner runner = session.runner();
    restores.forEach(runner::addTarget);
    runner.run().close();
  }

  /** Returns the streams, all of the same images in the same batches. */
  List<Batches> streams() {
    return List.copyOf(streams);
  }
}
