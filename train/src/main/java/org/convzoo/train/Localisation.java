package org.convzoo.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.convzoo.graphs.HeatMap;
import org.convzoo.graphs.LocalisationError;
import org.convzoo.graphs.Logits;
import org.convzoo.graphs.Network;
import org.convzoo.graphs.Task;
import org.convzoo.graphs.Zoo;
import org.convzoo.ops.ClassActivation;
import org.convzoo.ops.Framing;
import org.convzoo.ops.Layers;
import org.convzoo.ops.Metrics;
import org.convzoo.ops.Preprocessing;
import org.convzoo.ops.Variables;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Where a classifier says that what it sees is: the errors of single-object localisation, as {@link
 * LocalisationError} counts them, of guesses that have a box each.
 *
 * <p>Class activation maps are stretched to the size that the network reads, and the box is around
 * the largest part above a fifth of the map's maximum: Zhou et al., arXiv:1512.04150, section 3.2.
 * Ours: the biases are left out, negative values are taken as they are, and a map without a value
 * above 0 says the whole image.
 */
public final class Localisation {

  private static final double SHARE = 0.2;
  private static final int GUESSES = 5;
  private static final float[] WHOLE = {0, 0, 1, 1};

  /** What a guess's box is. */
  public enum Guess {
    /** None is asked for: the error is that of the classes alone. */
    @JsonProperty("class_alone")
    CLASS_ALONE,
    /** The whole image, whatever is on it. */
    @JsonProperty("whole_image")
    WHOLE_IMAGE,
    /** Where the class activation map of the guess's class is large. */
    @JsonProperty("activation_map")
    ACTIVATION_MAP
  }

  /**
   * The errors of guesses, 0 to 1.
   *
   * @param guess what their boxes are
   * @param top1 of the best guess alone
   * @param top5 of the best five together
   */
  public record Row(
      Guess guess,
      @JsonProperty("top1_error") double top1,
      @JsonProperty("top5_error") double top5) {}

  /**
   * What an evaluation came to.
   *
   * @param images those that have a box
   * @param errors of each kind of guess that the network can make
   */
  public record Score(long images, List<Row> errors) {

    public Score {
      errors = List.copyOf(errors);
    }
  }

  private final Preprocessing preprocessing;
  private final List<Annotation> annotations;
  private final Batches batches;
  private final Operand<TInt32> ranks;
  private final Optional<Operand<TFloat32>> maps;
  private final Map<Guess, LocalisationError> errors = new LinkedHashMap<>();
  private long counted;

  private Localisation(Layers net, Run run, ImageSet images, List<Annotation> annotations) {
    Recipe recipe = run.recipe();
    this.preprocessing = run.preprocessing();
    this.annotations = annotations;
    Ops tf = net.tf().withSubScope("localisation");
    batches = new Batches(tf, images, Preparation.of(preprocessing), recipe.batch(), null);
    Network network = Zoo.get(recipe.network());
    Logits logits = network.draw(net, batches.images(), run.labels().size());
    Operand<TInt32> labels = batches.truth().asOutput().expect(TInt32.class);
    ranks = Metrics.ranks(tf, logits.main(), labels, GUESSES);
    maps = ClassActivation.of(tf, logits.main(), labels).map(map -> stretched(tf, map));
    errors.put(Guess.CLASS_ALONE, new LocalisationError());
    errors.put(Guess.WHOLE_IMAGE, new LocalisationError());
    maps.ifPresent(map -> errors.put(Guess.ACTIVATION_MAP, new LocalisationError()));
  }

  private Operand<TFloat32> stretched(Ops tf, Operand<TFloat32> map) {
    var size = tf.constant(new int[] {preprocessing.height(), preprocessing.width()});
    return Framing.resized(tf, tf.expandDims(map, tf.constant(3)), size);
  }

  /**
   * Checks that a run can be measured so.
   *
   * @throws IllegalArgumentException if it is no classifier's
   */
  public static void require(Run run) {
    String network = run.recipe().network();
    Task task = Zoo.get(network).spec().task();
    if (!task.equals(Task.CLASSIFICATION)) {
      throw new IllegalArgumentException(
          "localisation is for classifiers: %s is for %s".formatted(network, task.words()));
    }
  }

  /**
   * Evaluates a checkpoint on the images that have a box.
   *
   * @param progress hears how many images are done
   * @throws IllegalArgumentException if the run is no classifier's, or no image has a box
   */
  public static Score of(
      Evaluation.Member member, ImageSet images, ConfigProto config, LongConsumer progress) {
    require(member.run());
    List<Annotation> annotations =
        images
            .annotations()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no test image has a box beside its label: localisation needs TFRecords"
                            + " with image/object/bbox/... and image/class/label"));
    try (Graph graph = new Graph()) {
      Variables variables = Variables.restored(graph);
      Layers net = Layers.inference(variables).under("evaluation");
      Localisation localisation = new Localisation(net, member.run(), images, annotations);
      try (Session session = new Session(graph, config)) {
        session.restore(member.checkpoint().prefix());
        return localisation.run(session, progress);
      }
    }
  }

  private Score run(Session session, LongConsumer progress) {
    batches.start(session, 0);
    int seen = 0;
    for (int batch = 0; batch < batches.perEpoch(); batch++) {
      Session.Runner runner = session.runner().fetch(ranks);
      maps.ifPresent(runner::fetch);
      try (Result result = batches.run(runner, batch)) {
        TInt32 places = (TInt32) result.get(0);
        for (int i = 0; i < batches.sizeOf(batch); i++) {
          Annotation annotation = annotations.get(seen++);
          if (!annotation.boxes().isEmpty()) {
            Optional<Tensor> all = maps.isEmpty() ? Optional.empty() : Optional.of(result.get(1));
            add(places.getInt(i), annotation, all, i);
          }
        }
      }
      progress.accept(seen);
    }
    List<Row> rows = new ArrayList<>();
    errors.forEach((guess, error) -> rows.add(new Row(guess, error.first(), error.all())));
    return new Score(counted, rows);
  }

  private void add(int rank, Annotation annotation, Optional<Tensor> all, int image) {
    counted++;
    List<float[]> truth = annotation.shares();
    errors.get(Guess.CLASS_ALONE).add(rank, truth.get(0), truth);
    errors.get(Guess.WHOLE_IMAGE).add(rank, WHOLE, truth);
    if (all.isPresent()) {
      float[] box = rank < 0 ? WHOLE : box(all.get(), image, annotation);
      errors.get(Guess.ACTIVATION_MAP).add(rank, box, truth);
    }
  }

  /** The box of an image's map, in shares of the image. */
  private float[] box(Tensor all, int image, Annotation annotation) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    float[] values = new float[height * width];
    all.asRawTensor().data().asFloats().offset((long) image * values.length).read(values);
    float[] window = preprocessing.window(annotation.height(), annotation.width());
    return new HeatMap(values, width)
        .box(SHARE)
        .map(
            box ->
                new float[] {
                  window[0] + box[0] / height * (window[2] - window[0]),
                  window[1] + box[1] / width * (window[3] - window[1]),
                  window[0] + box[2] / height * (window[2] - window[0]),
                  window[1] + box[3] / width * (window[3] - window[1])
                })
        .orElse(WHOLE);
  }
}
