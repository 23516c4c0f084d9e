package org.convzoo.report.internal.scaling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.convzoo.report.GraphReport;
import org.convzoo.report.GraphReport.By;
import org.convzoo.report.flow.Row;
import org.convzoo.train.cluster.Buckets;

/**
 * The time of a training step of workers that each take a batch of the same size, and sum up their
 * gradients bucket by bucket while the backward pass goes on.
 *
 * <p>The backward pass goes from the last layer to the first and takes twice the forward pass's
 * arithmetic, for the gradients by the inputs and by the weights; the first layer wants none by its
 * inputs. A bucket is sent when the first of its layers has its gradients and the link is free.
 * What optimisers and input pipelines take is not in it.
 *
 * @param layers in the order of the forward pass
 * @param batch images of each worker
 * @param forward seconds of the forward pass over them
 * @param link between the workers
 */
public record ScalingPlan(List<Layer> layers, long batch, double forward, Link link) {

  private static final int BYTES = 4; // of a gradient's number

  /**
   * What a layer comes to.
   *
   * @param parameters that gradients move
   * @param share of the forward pass's arithmetic, 0 to 1
   * @param dense whether it is fully connected
   * @param inputs numbers that it reads of an image
   */
  public record Layer(long parameters, double share, boolean dense, long inputs) {}

  /**
   * A step.
   *
   * @param workers that take it together
   * @param sent bytes that each sends
   * @param exchange seconds in which the link is busy
   * @param seconds from its beginning to the end of the last sum
   */
  public record Step(int workers, double sent, double exchange, double seconds) {}

  public ScalingPlan {
    layers = List.copyOf(layers);
  }

  /**
   * Plans for a device of a known speed.
   *
   * @param report of the forward pass over a worker's batch
   * @param flops 1e9 a second that the device reaches on the network
   */
  public static ScalingPlan of(GraphReport report, double flops, Link link) {
    double all = report.total().allFlops();
    List<Layer> layers = layers(report, all);
    return new ScalingPlan(layers, Math.max(1, report.batch()), all / (flops * 1e9), link);
  }

  /** Plans for a device on which a step of one worker takes so many seconds. */
  public static ScalingPlan ofStep(GraphReport report, double seconds, Link link) {
    List<Layer> layers = layers(report, report.total().allFlops());
    ScalingPlan unit = new ScalingPlan(layers, Math.max(1, report.batch()), 1, link);
    return new ScalingPlan(layers, unit.batch, seconds / unit.alone(), link);
  }

  private static List<Layer> layers(GraphReport report, double all) {
    List<Layer> layers = new ArrayList<>();
    for (Row row : report.rows(By.LAYER)) {
      long inputs = row.input().isUnknown() ? 0 : row.input().size() / Math.max(1, report.batch());
      layers.add(
          new Layer(row.trainable(), row.allFlops() / all, row.kind().equals("dense"), inputs));
    }
    return layers;
  }

  /** Returns the seconds of a step of one worker. */
  public double alone() {
    double backward = 0;
    for (int i = 0; i < layers.size(); i++) {
      backward += backward(i);
    }
    return forward + backward;
  }

  private double backward(int layer) {
    return (layer == 0 ? 1 : 2) * layers.get(layer).share * forward;
  }

  /** Returns the parameters whose gradients are summed up. */
  public long parameters() {
    return layers.stream().mapToLong(Layer::parameters).sum();
  }

  /** Plans a step in which all layers are trained by every worker. */
  public Step at(int workers) {
    return step(workers, 0);
  }

  /**
   * Plans a step in which each worker has a part of the dense layers at the network's end, and
   * takes all workers' images through it: Krizhevsky, "One weird trick for parallelizing
   * convolutional neural networks", 2014, scheme (a). Their gradients stay where they are; the
   * features in front of them go to all workers, and the features' gradients back, while nothing is
   * computed.
   */
  public Step withDenseLayersSplit(int workers) {
    return step(workers, firstDense());
  }

  private int firstDense() {
    int first = layers.size();
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i).dense) {
        first = i;
      } else if (layers.get(i).parameters > 0) {
        break;
      }
    }
    return first;
  }

  /** Whether there are dense layers at the end, behind others with parameters. */
  public boolean endsDense() {
    return firstDense() < layers.size()
        && layers.subList(0, firstDense()).stream().anyMatch(layer -> layer.parameters > 0);
  }

  /** Returns the parameters of the dense layers at the end. */
  public long denseParameters() {
    return layers.subList(firstDense(), layers.size()).stream().mapToLong(Layer::parameters).sum();
  }

  /**
   * Simulates the backward pass and the link.
   *
   * @param split the first layer whose gradients stay with their worker, or 0 for none
   */
  private Step step(int workers, int split) {
    double features = split == 0 ? 0 : (double) layers.get(split).inputs * batch * BYTES;
    double toAll = 2 * (workers - 1) * (link.seconds(features) + (split == 0 ? 0 : link.latency()));
    double computed = forward + toAll;
    double free = computed;
    double exchange = toAll;
    double sent = 2 * (workers - 1) * features;
    List<Integer> trained = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).parameters > 0 && (split == 0 || i < split)) {
        trained.add(i);
      }
    }
    List<List<Integer>> buckets = Buckets.of(trained, i -> layers.get(i).parameters);
    Collections.reverse(buckets);
    int next = 0;
    for (int i = layers.size() - 1; i >= 0; i--) {
      computed += backward(i);
      if (next < buckets.size() && buckets.get(next).get(0) == i) {
        double bytes = BYTES * numbers(buckets.get(next++));
        double sum = link.ringAllReduce(bytes, workers);
        free = Math.max(free, computed) + sum;
        exchange += sum;
        sent += 2.0 * (workers - 1) / workers * bytes;
      }
    }
    return new Step(workers, sent, exchange, workers == 1 ? alone() : Math.max(free, computed));
  }

  private double numbers(List<Integer> bucket) {
    return bucket.stream().mapToDouble(i -> layers.get(i).parameters).sum();
  }

  /** Returns how much of what as many single workers would do is done, 0 to 1. */
  public double efficiency(Step step) {
    return alone() / step.seconds;
  }

  /** Returns the images of all workers in a second. */
  public double imagesPerSecond(Step step) {
    return step.workers * batch / step.seconds;
  }

  /**
   * Returns the slowest link, in bits a second, over which so many reach an efficiency; nothing
   * where none is fast enough, since messages take their time over any.
   */
  public OptionalDouble linkFor(double efficiency, int workers) {
    double low = 1e3;
    double high = 1e18;
    if (over(high, workers) < efficiency) {
      return OptionalDouble.empty();
    }
    for (int i = 0; i < 100; i++) {
      double middle = Math.sqrt(low * high);
      if (over(middle, workers) < efficiency) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return OptionalDouble.of(high);
  }

  /** Returns the efficiency over a link of so many bits a second. */
  private double over(double bits, int workers) {
    ScalingPlan with = new ScalingPlan(layers, batch, forward, new Link(bits, link.latency()));
    return with.efficiency(with.at(workers));
  }
}
