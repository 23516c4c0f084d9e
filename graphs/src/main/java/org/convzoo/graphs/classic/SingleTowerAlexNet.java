package org.convzoo.graphs.classic;

import java.util.function.UnaryOperator;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * AlexNet as one tower: after Krizhevsky, Sutskever, Hinton, NIPS 2012, and Krizhevsky, "One weird
 * trick for parallelizing convolutional neural networks", arXiv:1404.5997, 2014.
 *
 * <p>[N,227,227,3] or [N,224,224,3] to [N,classes]; at 1000 classes 62,378,344 parameters without
 * groups, 59,798,312 with half the kernels, 60,965,224 as Caffe has it, 61,100,840 as torchvision,
 * 50,303,912 as TF-Slim. As Dive into Deep Learning has it, [N,224,224,1] to [N,classes],
 * 46,764,746 parameters at 10 classes.
 *
 * <p>Ours: the published networks differ from the papers and from one another where the rows do.
 * TF-Slim's dense layers are convolutions that slide over larger images; here fc6 reads all that is
 * left of an image.
 */
public enum SingleTowerAlexNet implements Network {

  /** Figure 2 of the first paper without the cut between the two GPUs. */
  UNGROUPED(
      nips2012("alexnet-ungrouped", "none published"),
      x -> pool(lrn(x)),
      1,
      Conv.of(11, 96).stride(4).valid(),
      Conv.of(5, 256).bias(1),
      Conv.of(3, 384),
      Conv.of(3, 384).bias(1),
      Conv.of(3, 256).bias(1)),

  /**
   * The net on one GPU that section 3.2 compares the two towers with: half as many kernels, but, by
   * its footnote, for the last convolution and the dense layers, which keep theirs.
   */
  ONE_GPU(
      nips2012(
          "alexnet-one-gpu",
          "ILSVRC-2010 test error: 1.7 % top-1 and 1.2 % top-5 more than with two towers"),
      x -> pool(lrn(x)),
      1,
      Conv.of(11, 48).stride(4).valid(),
      Conv.of(5, 128).bias(1),
      Conv.of(3, 192),
      Conv.of(3, 192).bias(1),
      Conv.of(3, 256).bias(1)),

  /** Caffe's bvlc_alexnet: with the cut, but normalisation reaches across it. */
  BVLC(
      nips2012("alexnet-bvlc", "ILSVRC-2012 validation: 57.1 % top-1, 80.2 % top-5"),
      x -> pool(caffesLrn(x)),
      0.1f,
      Conv.of(11, 96).stride(4).valid(),
      Conv.of(5, 256).groups(2).bias(0.1f),
      Conv.of(3, 384),
      Conv.of(3, 384).groups(2).bias(0.1f),
      Conv.of(3, 256).groups(2).bias(0.1f)),

  /** Caffe's bvlc_reference_caffenet: pooling comes before normalisation. */
  CAFFENET(
      nips2012("caffenet", "ILSVRC-2012 validation: 57.4 % top-1, 80.4 % top-5"),
      x -> caffesLrn(pool(x)),
      1,
      Conv.of(11, 96).stride(4).valid(),
      Conv.of(5, 256).groups(2).bias(1),
      Conv.of(3, 384),
      Conv.of(3, 384).groups(2).bias(1),
      Conv.of(3, 256).groups(2).bias(1)),

  /** Torchvision's: dropout comes before the dense layers, which read 6x6 pixels of any image. */
  ONE_WEIRD_TRICK(
      oneWeirdTrick("alexnet-owt", "ILSVRC-2012 validation: 56.522 % top-1, 79.066 % top-5"),
      SingleTowerAlexNet::pool,
      0,
      Conv.of(11, 64).stride(4).pad(2),
      Conv.of(5, 192),
      Conv.of(3, 384),
      Conv.of(3, 256),
      Conv.of(3, 256)) {
    @Override
    Flow hidden(Flow map) {
      Flow x = map.adaptiveAvgPool(6).flatten();
      x = x.dropout(0.5f).dense("fc6", 4096).relu();
      return x.dropout(0.5f).dense("fc7", 4096).relu();
    }
  },

  /** Dive into Deep Learning, section 8.1. */
  D2L(
      d2l("alexnet-d2l", "Fashion-MNIST, d2l's recipe: 0.87 to 0.89 test accuracy"),
      SingleTowerAlexNet::pool,
      0,
      Conv.of(11, 96).stride(4).pad(1),
      Conv.of(5, 256),
      Conv.of(3, 384),
      Conv.of(3, 384),
      Conv.of(3, 256)),

  /** The first edition of Dive into Deep Learning, section 5.6: no padding in the first layer. */
  D2L_FIRST(
      d2l("alexnet-d2l-first", "none published but the book's figures"),
      SingleTowerAlexNet::pool,
      0,
      Conv.of(11, 96).stride(4).valid(),
      Conv.of(5, 256),
      Conv.of(3, 384),
      Conv.of(3, 384),
      Conv.of(3, 256)),

  /** TF-Slim's alexnet_v2. */
  SLIM(
      oneWeirdTrick("alexnet-slim", "none published"),
      SingleTowerAlexNet::pool,
      0.1f,
      Conv.of(11, 64).stride(4).valid().bias(0.1f),
      Conv.of(5, 192).bias(0.1f),
      Conv.of(3, 384).bias(0.1f),
      Conv.of(3, 384).bias(0.1f),
      Conv.of(3, 256).bias(0.1f));

  private final Spec spec;
  private final UnaryOperator<Flow> reduce;
  private final float bias;
  private final Conv[] convolutions;

  /**
   * @param reduce what follows the first two convolutions
   * @param bias where the hidden dense layers' biases start
   * @param convolutions the five
   */
  SingleTowerAlexNet(Spec spec, UnaryOperator<Flow> reduce, float bias, Conv... convolutions) {
    this.spec = spec;
    this.reduce = reduce;
    this.bias = bias;
    this.convolutions = convolutions;
  }

  private static Spec nips2012(String name, String result) {
    return Paper.ALEXNET.classifier(name, "figure 2", new Spec.Input(227, 227, 3), 1000, result);
  }

  private static Spec d2l(String name, String result) {
    return Paper.ALEXNET.classifier(name, "figure 2", new Spec.Input(224, 224, 1), 10, result);
  }

  private static Spec oneWeirdTrick(String name, String result) {
    return new Spec(
        name,
        "One weird trick for parallelizing convolutional neural networks",
        "Krizhevsky",
        2014,
        "arXiv:1404.5997",
        Task.CLASSIFICATION,
        new Spec.Input(224, 224, 3),
        1000,
        result);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = reduce.apply(conv(image, 1)); // 27x27 at 227 pixels
    x = reduce.apply(conv(x, 2)); // 13x13
    x = conv(x, 3);
    x = conv(x, 4);
    x = pool(conv(x, 5)); // 6x6x256
    return NetworkOutput.of(hidden(x).dense("fc8", classes));
  }

  private Flow conv(Flow x, int number) {
    return x.conv("conv" + number, convolutions[number - 1]).relu();
  }

  Flow hidden(Flow map) {
    Flow x = map.flatten().dense("fc6", 4096, bias).relu().dropout(0.5f);
    return x.dense("fc7", 4096, bias).relu().dropout(0.5f);
  }

  private static Flow pool(Flow x) {
    return x.maxPool(Pool.of(3, 2));
  }

  private static Flow lrn(Flow x) {
    return x.lrn(5, 2, 1e-4f, 0.75f); // n, k, alpha, beta: section 3.3
  }

  private static Flow caffesLrn(Flow x) {
    return x.lrn(5, 1, 1e-4f / 5, 0.75f); // Caffe divides its alpha by n
  }
}
