package org.convzoo.train.evaluate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.convzoo.UsageException;
import org.convzoo.graphs.task.ClassActivation;
import org.convzoo.graphs.task.HeatMap;
import org.convzoo.graphs.task.LocalisationError;
import org.convzoo.graphs.task.Metrics;
import org.convzoo.ops.image.ImageResizing;
import org.convzoo.ops.image.Preprocessing;
import org.convzoo.train.data.Annotation;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.run.Run;
import org.tensorflow.Operand;
import org.tensorflow.Result;
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
  private final Map<Guess, LocalisationError> errors = new LinkedHashMap<>();
  private long counted;

  private Localisation(Preprocessing preprocessing, List<Annotation> annotations) {
    this.preprocessing = preprocessing;
    this.annotations = annotations;
  }

  /**
   * Checks that a run can be measured so.
   *
   * @throws IllegalArgumentException if it is no classifier's
   */
  public static void require(Run run) {
    ClassifierPass.require(run, "localisation is");
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
                    new UsageException(
                        "no image has a box beside its label: localisation needs TFRecords with"
                            + " image/object/bbox/..., or XML files in a folder Annotations"));
    var own = new Localisation(member.run().preprocessing(), annotations);
    ClassifierPass.over(member, images, config, own::fetched, own::visit, progress);
    List<Row> rows = new ArrayList<>();
    own.errors.forEach((guess, error) -> rows.add(new Row(guess, error.first(), error.all())));
    return new Score(own.counted, rows);
  }

  /** The place of each label among the guesses, and the map of its class, if there is one. */
  private List<Operand<?>> fetched(ClassifierPass pass) {
    Ops tf = pass.tf();
    List<Operand<?>> fetched = new ArrayList<>();
    fetched.add(Metrics.ranks(tf, pass.logits(), pass.labels(), GUESSES));
    errors.put(Guess.CLASS_ALONE, new LocalisationError());
    errors.put(Guess.WHOLE_IMAGE, new LocalisationError());
    ClassActivation.of(tf, pass.logits(), pass.labels())
        .ifPresent(
            map -> {
              errors.put(Guess.ACTIVATION_MAP, new LocalisationError());
              fetched.add(stretched(tf, map));
            });
    return fetched;
  }

  private Operand<TFloat32> stretched(Ops tf, Operand<TFloat32> map) {
    var size = tf.constant(new int[] {preprocessing.height(), preprocessing.width()});
    return ImageResizing.resized(tf, tf.expandDims(map, tf.constant(3)), size);
  }

  private void visit(Result fetched, int place, int number) {
    Annotation annotation = annotations.get(number);
    if (!annotation.boxes().isEmpty()) {
      boolean hasMaps = errors.containsKey(Guess.ACTIVATION_MAP);
      Optional<Tensor> maps = hasMaps ? Optional.of(fetched.get(1)) : Optional.empty();
      add(((TInt32) fetched.get(0)).getInt(place), annotation, maps, place);
    }
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
