package org.convzoo.train.internal.device.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.DropPath;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;
import org.convzoo.ops.Towers;
import org.convzoo.ops.image.Preprocessing;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Every layer of the zoo, in all its kinds, and the losses and answers of every task. A test holds
 * that no operation of a network of the zoo is missing.
 */
public final class LayerCases {

  private static final Shape MAP = Shape.of(2, 9, 10, 16);
  private static final Shape IMAGE = Shape.of(2, 23, 23, 3);
  private static final Shape VECTORS = Shape.of(4, 32);

  private final List<LayerCase> cases = new ArrayList<>();

  private LayerCases() {}

  public static List<LayerCase> all() {
    LayerCases all = new LayerCases();
    all.addConvolutions();
    all.addNormalisations();
    all.addPoolings();
    all.addOthers();
    all.addTasks();
    return all.cases;
  }

  private void add(String name, Shape input, UnaryOperator<Flow> layer) {
    cases.add(LayerCase.of(name, input, layer));
  }

  private void addConv(String name, Shape input, Conv conv) {
    add(name, input, x -> x.conv("conv", conv));
  }

  private void addConvolutions() {
    addConv("conv 3x3", MAP, Conv.of(3, 24));
    addConv("conv 1x1 without bias", MAP, Conv.of(1, 24).noBias());
    addConv("conv 1x7", MAP, Conv.of(1, 7, 8));
    addConv("conv 11x11, stride 4, valid", IMAGE, Conv.of(11, 8).stride(4).valid());
    addConv("conv 7x7, stride 2, padding 3", IMAGE, Conv.of(7, 8).stride(2).pad(3));
    addConv("conv 3x3, stride 2, same", MAP, Conv.of(3, 8).stride(2));
    addConv("conv 3x1, strides 2 and 1, same", MAP, Conv.of(3, 1, 8).stride(2, 1));
    addConv("conv 3x3, dilation 2", MAP, Conv.of(3, 8).dilation(2));
    addConv("conv 5x5, 2 groups", MAP, Conv.of(5, 8).groups(2));
    add(
        "transposed conv 2x2, stride 2, valid",
        MAP,
        x -> x.transposedConv("up", Conv.of(2, 8).stride(2).valid()));
    add(
        "transposed conv 3x3, stride 2, same",
        MAP,
        x -> x.transposedConv("up", Conv.of(3, 8).stride(2)));
    add("dense", VECTORS, x -> x.dense("dense", 10));
    add(
        "towers",
        MAP,
        x ->
            Towers.of(x, 2)
                .each(t -> t.conv("conv1", Conv.of(3, 4)))
                .cross(t -> t.conv("conv2", Conv.of(3, 4)))
                .merge());
  }

  private void addNormalisations() {
    add("batch norm", MAP, x -> x.batchNorm("norm", BatchNorm.USUAL));
    add("batch norm without scale", MAP, x -> x.batchNorm("norm", BatchNorm.USUAL.withoutScale()));
    add("batch norm of 3 channels", IMAGE, x -> x.batchNorm("norm", BatchNorm.USUAL));
    add("batch norm of vectors", VECTORS, x -> x.batchNorm("norm", BatchNorm.USUAL));
    add("conv, batch norm, relu", MAP, LayerCases::normalised);
    add("response norm", MAP, x -> x.lrn(5, 2, 1e-4f, 0.75f));
    add("response norm, power 1/2", MAP, x -> x.lrn(3, 1, 0.1f, 0.5f));
  }

  private static Flow normalised(Flow x) {
    return x.conv("conv", Conv.of(3, 8).noBias()).batchNorm(BatchNorm.USUAL).relu();
  }

  private void addPoolings() {
    add("max pool 2x2", MAP, x -> x.maxPool(Pool.of(2, 2)));
    add("max pool 3x3, stride 2, same", MAP, x -> x.maxPool(Pool.of(3, 2).same()));
    add("max pool 3x3, stride 2, padding 1", MAP, x -> x.maxPool(Pool.of(3, 2).pad(1)));
    add("max pool 3x3, stride 2, ceil", MAP, x -> x.maxPool(Pool.of(3, 2).ceilMode()));
    add("max pool 2x1", MAP, x -> x.maxPool(Pool.window(2, 1)));
    add("average pool 2x2", MAP, x -> x.avgPool(Pool.of(2, 2)));
    add("average pool 3x3, stride 1, same", MAP, x -> x.avgPool(Pool.of(3, 1).same()));
    add("average pool 3x3, stride 2, padding 1", MAP, x -> x.avgPool(Pool.of(3, 2).pad(1)));
    add("adaptive average pool", MAP, x -> x.adaptiveAvgPool(4));
    add("global average pool", MAP, Flow::globalAvgPool);
  }

  private void addOthers() {
    add("relu", MAP, Flow::relu);
    add("sigmoid", MAP, Flow::sigmoid);
    add("tanh", MAP, Flow::tanh);
    add("dropout", MAP, x -> x.dropout(0.5f));
    add("drop path", MAP, x -> DropPath.of(x.layers(), 3, 0.15f).join("j", columns(x)));
    add("flatten", MAP, Flow::flatten);
    add("plus", MAP, x -> x.plus(x.tanh()));
    add("minus", MAP, x -> x.minus(x.tanh()));
    add("times a flow", MAP, x -> x.times(x.tanh()));
    add("times a number", MAP, x -> x.times(0.5f));
    add("concat", MAP, x -> x.concat(x.tanh()));
    add("resize", MAP, x -> x.resize(18, 25));
    add("crop", MAP, x -> x.crop(5, 6));
    add("zero pad", MAP, x -> x.zeroPad(1));
    add("zero channels", MAP, x -> x.zeroChannels(20));
    add("first channels", MAP, x -> x.firstChannels(5));
    add("selected channels", MAP, x -> x.selectChannels(4, 0, 1));
    cases.add(
        new LayerCase(
            "preprocessing",
            IMAGE,
            (net, x) -> {
              var mean = List.of(0.4f, 0.5f, 0.6f);
              var images = new Preprocessing(28, 28, null, 3, mean, List.of(0.2f));
              return List.of(images.apply(net.tf(), x));
            }));
  }

  private static List<Flow> columns(Flow x) {
    return List.of(x, x.tanh(), x.times(2));
  }

  private void addTasks() {
    addTask("classification", Task.CLASSIFICATION, Shape.of(8, 10), Shape.of(8, 1, 1, 1), 10);
    addTask("segmentation", Task.SEGMENTATION, Shape.of(2, 12, 12, 2), Shape.of(2, 16, 16, 1), 2);
    addTask("detection", Task.DETECTION, Shape.of(2, 15, 15, 5), Shape.of(2, 60, 60, 3), 1);
  }

  /**
   * @param head the shape of what a network says
   * @param images the shape of what it says it of
   */
  private void addTask(String name, Task task, Shape head, Shape images, int classes) {
    cases.add(
        new LayerCase(
            name,
            head,
            (net, x) -> {
              var logits = new NetworkOutput(x, List.of());
              if (net.training()) {
                var truth = task.dummyTarget(net.tf(), images, classes);
                var answers = task.answers(net.tf(), logits, truth);
                return List.of(task.loss(net, logits, truth), answers.right(), answers.all());
              }
              Operand<TFloat32> seen = net.tf().zeros(net.tf().constant(images), TFloat32.class);
              var sizes = Task.sizes(net.tf(), seen);
              return List.copyOf(task.outputs(net.tf(), sizes, seen, logits).values());
            }));
  }
}
