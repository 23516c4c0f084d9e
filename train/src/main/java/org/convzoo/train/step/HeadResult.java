package org.convzoo.train.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.graphs.task.Task;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What comes of a head in a batch, with the weights before its step.
 *
 * @param loss a scalar: the mean over the images, not weighted
 * @param answers how many of its answers are right
 */
public record HeadResult(Operand<TFloat32> loss, Task.Answers answers) {

  private static final int FETCHED = 3;

  /** Fetches it with a step. */
  public void fetch(Session.Runner runner) {
    runner.fetch(loss).fetch(answers.right()).fetch(answers.all());
  }

  /** Reads those of the first {@code count} heads that were fetched, in their order. */
  public static List<EpochResult.Head> read(Result step, int count) {
    List<EpochResult.Head> heads = new ArrayList<>();
    for (int i = 0; i < count * FETCHED; i += FETCHED) {
      double right = ((TInt64) step.get(i + 1)).getLong();
      double accuracy = right / ((TInt64) step.get(i + 2)).getLong();
      heads.add(new EpochResult.Head(((TFloat32) step.get(i)).getFloat(), accuracy));
    }
    return heads;
  }

  /** Returns all but the main one of some heads, which is the first, by their names. */
  public static Map<String, EpochResult.Head> byName(
      List<String> auxiliary, List<EpochResult.Head> heads) {
    Map<String, EpochResult.Head> byName = new LinkedHashMap<>();
    for (String name : auxiliary) {
      byName.put(name, heads.get(byName.size() + 1));
    }
    return byName;
  }
}
