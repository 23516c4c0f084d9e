package org.convzoo.train.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.convzoo.export.Classifier.Guess;
import org.convzoo.train.data.ImageSet;
import org.convzoo.train.internal.input.Pictures;
import org.convzoo.train.run.Run;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The images that a classifier is wrong about, the surest answers first. */
public final class Mistakes {

  private static final int GUESSES = 5;

  /**
   * A wrong answer.
   *
   * @param number of the image in its set
   * @param image the path of its file, or where else it is
   * @param label what it is
   * @param guesses the best five, the best first, which is wrong
   */
  public record Mistake(int number, String image, String label, List<Guess> guesses) {

    public Mistake {
      guesses = List.copyOf(guesses);
    }
  }

  private Mistakes() {}

  /**
   * Checks that a run can be measured so.
   *
   * @throws IllegalArgumentException if it is no classifier's
   */
  public static void require(Run run) {
    ClassifierPass.require(run, "mistakes are");
  }

  /**
   * Finds all mistakes of a checkpoint.
   *
   * @param progress hears how many images are done
   * @return those whose best guess has the largest probability first, of equal ones in the order of
   *     the images
   * @throws IllegalArgumentException if the run is no classifier's
   */
  public static List<Mistake> of(
      Evaluation.Member member, ImageSet images, ConfigProto config, LongConsumer progress) {
    require(member.run());
    List<String> labels = member.run().labels();
    int guesses = Math.min(GUESSES, labels.size());
    List<Mistake> mistakes = new ArrayList<>();
    ClassifierPass.over(
        member,
        images,
        config,
        pass -> {
          Ops tf = pass.tf();
          var best = tf.nn.topK(tf.nn.softmax(pass.logits()), tf.constant(guesses), TInt32.class);
          return List.of(pass.labels(), best.indices(), best.values());
        },
        (fetched, place, number) -> {
          int truth = ((TInt32) fetched.get(0)).getInt(place);
          TInt32 classes = (TInt32) fetched.get(1);
          TFloat32 probabilities = (TFloat32) fetched.get(2);
          if (classes.getInt(place, 0) != truth) {
            List<Guess> best =
                IntStream.range(0, guesses)
                    .mapToObj(
                        k ->
                            new Guess(
                                labels.get(classes.getInt(place, k)),
                                probabilities.getFloat(place, k)))
                    .toList();
            mistakes.add(new Mistake(number, images.where(number), labels.get(truth), best));
          }
        },
        progress);
    mistakes.sort(Comparator.comparingDouble(mistake -> -mistake.guesses().get(0).probability()));
    return List.copyOf(mistakes);
  }

  /** Returns the images of mistakes as they are in their set, each as a PNG file. */
  public static List<byte[]> pictures(ImageSet images, List<Mistake> mistakes) {
    try (Pictures pictures = new Pictures(images)) {
      return mistakes.stream().map(mistake -> pictures.png(mistake.number())).toList();
    }
  }
}
