package org.convzoo.train.evaluate;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.convzoo.graphs.task.Confusion;
import org.convzoo.graphs.task.Metric;

/**
 * What an evaluation came to.
 *
 * @param images how many were seen
 * @param loss mean over the images
 * @param measures those of the network's task, in its order, the one that decides first
 * @param confusion the confusion matrix, where the task tells classes apart
 */
@JsonPropertyOrder({"images", "loss"})
public record Score(
    long images,
    double loss,
    @JsonIgnore Map<Metric, Double> measures,
    @JsonIgnore Optional<Confusion> confusion) {

  public Score {
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }

  @Override
  public String toString() {
    return "Score[images=%d, loss=%s, measures=%s]".formatted(images, loss, byKey());
  }

  /** Returns the measure by which a checkpoint is better than another. */
  public double deciding() {
    return measures.values().iterator().next();
  }

  /** Returns the measures that a training's curves show. */
  public Map<Metric, Double> everyEpoch() {
    Map<Metric, Double> shown = new LinkedHashMap<>(measures);
    shown.keySet().removeIf(measure -> !measure.everyEpoch());
    return shown;
  }

  /** Returns the measures by their keys. */
  @JsonAnyGetter
  public Map<String, Double> byKey() {
    Map<String, Double> values = new LinkedHashMap<>();
    measures.forEach((measure, value) -> values.put(measure.key(), value));
    return values;
  }
}
