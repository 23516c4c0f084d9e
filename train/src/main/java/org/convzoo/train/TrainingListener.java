package org.convzoo.train;

import java.util.List;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.evaluate.Score;
import org.convzoo.train.hardware.Hardware;
import org.convzoo.train.run.Run;
import org.convzoo.train.step.EpochResult;

/** Hears what goes on in a training. Every method but {@link #warning} may be left as it is. */
public interface TrainingListener {

  /** A run begins, or goes on, with these images, of which bad ones are left out. */
  default void planned(Run run, DataSet data, Hardware hardware) {}

  /** The mean image of the training images is being computed. */
  default void averagingImages() {}

  /** Variables got the values of another training's, except those of {@code others}' names. */
  default void started(String from, List<String> others) {}

  /** What the network scores before its first step, where units were inserted into it. */
  default void beforeTraining(Score score) {}

  /** A step was taken: {@code done} of {@code of} in this epoch; what came of the main head. */
  default void step(int epoch, int done, int of, EpochResult.Head main, int images) {}

  /** The training images are being gone through for batch norm's statistics. */
  default void recomputing(long done, long of) {}

  /** The images by which the best weights are chosen, or others, are being gone through. */
  default void evaluating(long done, long of) {}

  /** An epoch ended. */
  default void epoch(EpochResult result) {}

  /** A checkpoint or metrics.csv was found damaged and another is used. */
  void warning(String message);
}
