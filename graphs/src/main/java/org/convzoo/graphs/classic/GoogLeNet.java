package org.convzoo.graphs.classic;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * GoogLeNet: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich, "Going
 * deeper with convolutions", CVPR 2015, table 1 and figure 3.
 *
 * <p>[N,224,224,3] to [N,classes]; 6,998,552 parameters at 1000 classes, and in training two
 * auxiliary heads of 3,188,840 and 3,190,888, the same as Caffe has it. As torchvision has it,
 * 6,624,904, with heads of 3,188,968 and 3,191,016; as TF-Slim has it, 6,617,624. As Dive into Deep
 * Learning has it, [N,96,96,1] to [N,classes], 5,977,530 at 10 classes.
 *
 * <p>Ours: the paper gives no constants for its normalisation; they are AlexNet's. Maps are padded
 * as in the authors' Caffe model, three pixels on each side of the first convolution. The last
 * pooling is over the whole map, so that other input sizes work; the auxiliary heads' 5x5 pooling
 * asks for at least 79 pixels in training.
 */
public enum GoogLeNet implements Network {

  /** The paper's. */
  V1(
      spec("googlenet", 224, 3, 1000, "ILSVRC-2014 validation top-5 error: 10.07 % with one crop"),
      new Form(
          Conv.of(7, 64).stride(2).pad(3),
          Pool.of(3, 2).ceilMode(),
          Pool.of(3, 2).ceilMode(),
          5,
          null,
          x -> x.lrn(5, 2, 1e-4f, 0.75f), // n, k, alpha, beta
          x -> x.avgPool(Pool.of(5, 3)), // section 5
          0,
          0.4f)),

  /**
   * With dense layers where the paper has the average over the map, "a move" that "improved the
   * top-1 accuracy by about 0.6%" (section 5). Ours: the width of the hidden one, that of the
   * heads'.
   */
  FULLY_CONNECTED(
      spec("googlenet-fc", 224, 3, 1000, "about 0.6 % less top-1 accuracy than googlenet"),
      V1.form) {
    @Override
    Flow vector(Flow map) {
      return map.flatten().dense("fc", 1024).relu();
    }
  },

  /** Caffe's bvlc_googlenet: its normalisation has other constants, and biases start at 0.2. */
  BVLC(
      spec("googlenet-bvlc", 224, 3, 1000, "ILSVRC-2012 validation: 68.7 % top-1, 88.9 % top-5"),
      V1.form
          .withNorm(x -> x.lrn(5, 1, 1e-4f / 5, 0.75f)) // Caffe divides its alpha by n
          .withBias(0.2f)),

  /** Torchvision's: batch norm, 3x3 where the paper has 5x5, heads that take any size. */
  BN(
      spec("googlenet-bn", 224, 3, 1000, "ILSVRC-2012 validation: 69.778 % top-1, 89.530 % top-5"),
      new Form(
          Conv.of(7, 64).stride(2).pad(3),
          Pool.of(3, 2).ceilMode(),
          Pool.of(2, 2).ceilMode(),
          3,
          BatchNorm.of(0.9f, 1e-3f),
          x -> x,
          x -> x.adaptiveAvgPool(4),
          0,
          0.2f)),

  /** TF-Slim's inception_v1: batch norm without a scale, 3x3 where the paper has 5x5. */
  SLIM(
      spec("googlenet-slim", 224, 3, 1000, "ILSVRC-2012 validation: 69.8 % top-1, 89.6 % top-5"),
      new Form(
          Conv.of(7, 64).stride(2),
          Pool.of(3, 2).same(),
          Pool.of(2, 2).same(),
          3,
          BatchNorm.of(0.9997f, 1e-3f).withoutScale(),
          x -> x,
          null,
          0,
          0.2f)),

  /** Dive into Deep Learning, section 8.4: neither normalisation nor dropout. */
  D2L(
      spec("googlenet-d2l", 96, 1, 10, "Fashion-MNIST, d2l's recipe: 0.85 to 0.90 test accuracy"),
      new Form(
          Conv.of(7, 64).stride(2).pad(3),
          Pool.of(3, 2).pad(1),
          Pool.of(3, 2).pad(1),
          5,
          null,
          x -> x,
          null,
          0,
          0));

  /**
   * What the published networks do not agree on.
   *
   * @param stem the first convolution
   * @param halve the poolings between blocks
   * @param last the pooling before 5a
   * @param five kernel of what table 1 calls 5x5
   * @param batchNorm what convolutions have in place of a bias, or null
   * @param norm what normalises the maps before the first block
   * @param headPool how the auxiliary heads begin, or null where there are none
   * @param bias where the biases start, those of the classifiers excepted
   * @param dropout before the classifier
   */
  private record Form(
      Conv stem,
      Pool halve,
      Pool last,
      int five,
      BatchNorm batchNorm,
      UnaryOperator<Flow> norm,
      UnaryOperator<Flow> headPool,
      float bias,
      float dropout) {

    Form withNorm(UnaryOperator<Flow> other) {
      return new Form(stem, halve, last, five, batchNorm, other, headPool, bias, dropout);
    }

    Form withBias(float start) {
      return new Form(stem, halve, last, five, batchNorm, norm, headPool, start, dropout);
    }
  }

  /** A row of table 1: the widths of the six convolutions of an inception block. */
  private record Inception(
      String name, int one, int reduce3, int three, int reduce5, int five, int project) {}

  //                                                             1x1  #3r  3x3 #5r  5x5 pool
  private static final Inception I3A = new Inception("inception_3a", 64, 96, 128, 16, 32, 32);
  private static final Inception I3B = new Inception("inception_3b", 128, 128, 192, 32, 96, 64);
  private static final Inception I4A = new Inception("inception_4a", 192, 96, 208, 16, 48, 64);
  private static final Inception I4B = new Inception("inception_4b", 160, 112, 224, 24, 64, 64);
  private static final Inception I4C = new Inception("inception_4c", 128, 128, 256, 24, 64, 64);
  private static final Inception I4D = new Inception("inception_4d", 112, 144, 288, 32, 64, 64);
  private static final Inception I4E = new Inception("inception_4e", 256, 160, 320, 32, 128, 128);
  private static final Inception I5A = new Inception("inception_5a", 256, 160, 320, 32, 128, 128);
  private static final Inception I5B = new Inception("inception_5b", 384, 192, 384, 48, 128, 128);

  private static final double AUXILIARY = 0.3; // section 5

  private final Spec spec;
  private final Form form;

  GoogLeNet(Spec spec, Form form) {
    this.spec = spec;
    this.form = form;
  }

  private static Spec spec(String name, int side, int channels, int classes, String result) {
    return new Spec(
        name,
        "Going deeper with convolutions",
        "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich",
        2015,
        "CVPR 2015, arXiv:1409.4842, table 1",
        Task.CLASSIFICATION,
        new Spec.Input(side, side, channels),
        classes,
        result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public OptionalDouble auxiliaryWeight() {
    return form.headPool == null ? OptionalDouble.empty() : OptionalDouble.of(AUXILIARY);
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = conv(image, "conv1", form.stem); // 112x112x64
    x = form.norm.apply(x.maxPool(form.halve)); // 56x56x64
    x = conv(x, "conv2_reduce", Conv.of(1, 64)); // 56x56x64
    x = conv(x, "conv2", Conv.of(3, 192)); // 56x56x192
    x = form.norm.apply(x).maxPool(form.halve); // 28x28x192
    x = inception(x, I3A); // 28x28x256
    x = inception(x, I3B).maxPool(form.halve); // 14x14x480
    Flow x4a = inception(x, I4A); // 14x14x512
    x = inception(x4a, I4B); // 14x14x512
    x = inception(x, I4C); // 14x14x512
    Flow x4d = inception(x, I4D); // 14x14x528
    x = inception(x4d, I4E).maxPool(form.last); // 7x7x832
    x = inception(x, I5A); // 7x7x832
    x = inception(x, I5B); // 7x7x1024
    Flow end = vector(x).dropout(form.dropout).dense("classifier", classes);
    if (form.headPool == null || !image.layers().training()) {
      return NetworkOutput.of(end);
    }
    return new NetworkOutput(
        end.value(),
        List.of(head(x4a, "auxiliary_4a", classes), head(x4d, "auxiliary_4d", classes)));
  }

  /** What the classifier reads of the last map. */
  Flow vector(Flow map) {
    return map.globalAvgPool();
  }

  /** Figure 2b. */
  private Flow inception(Flow in, Inception row) {
    Conv three = Conv.of(3, row.three);
    Conv five = Conv.of(form.five, row.five);
    return in.scope(
        row.name,
        x ->
            x.branches(
                b -> conv(b, "1x1", Conv.of(1, row.one)),
                b -> conv(conv(b, "3x3_reduce", Conv.of(1, row.reduce3)), "3x3", three),
                b -> conv(conv(b, "5x5_reduce", Conv.of(1, row.reduce5)), "5x5", five),
                b -> conv(b.maxPool(Pool.of(3, 1).same()), "pool_proj", Conv.of(1, row.project))));
  }

  /** Section 5: average pooling, a 1x1 convolution, two dense layers. */
  private NetworkOutput.Auxiliary head(Flow in, String name, int classes) {
    Flow end =
        in.scope(
            name,
            x ->
                conv(form.headPool.apply(x), "conv", Conv.of(1, 128)) // 4x4x128
                    .flatten()
                    .dense("fc", 1024, form.bias)
                    .relu()
                    .dropout(0.7f)
                    .dense("classifier", classes));
    return new NetworkOutput.Auxiliary(name, end.value(), (float) AUXILIARY);
  }

  private Flow conv(Flow x, String name, Conv conv) {
    return form.batchNorm == null
        ? x.conv(name, conv.bias(form.bias)).relu()
        : x.conv(name, conv.noBias()).batchNorm(form.batchNorm).relu();
  }
}
