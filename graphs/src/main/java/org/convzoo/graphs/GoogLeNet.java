package org.convzoo.graphs;

import java.util.List;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * GoogLeNet: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich, "Going
 * deeper with convolutions", CVPR 2015, table 1 and figure 3.
 *
 * <p>[N,224,224,3] to [N,classes]; 6,998,552 parameters at 1000 classes, and in training two
 * auxiliary heads of 3,188,840 and 3,190,888.
 *
 * <p>Ours: the paper gives no constants for its normalisation; they are AlexNet's. Maps are padded
 * as in the authors' Caffe model, three pixels on each side of the first convolution. The last
 * pooling is over the whole map, so that other input sizes work; the auxiliary heads' 5x5 pooling
 * asks for at least 79 pixels in training.
 */
public enum GoogLeNet implements Network {
  V1;

  /** A row of table 1: the widths of the six convolutions of an inception block. */
  private record Inception(
      String name, int one, int reduce3, int three, int reduce5, int five, int project) {

    Flow draw(Flow in) {
      return in.scope(
          name,
          x ->
              x.branches(
                  b -> conv(b, "1x1", Conv.of(1, one)),
                  b -> conv(conv(b, "3x3_reduce", Conv.of(1, reduce3)), "3x3", Conv.of(3, three)),
                  b -> conv(conv(b, "5x5_reduce", Conv.of(1, reduce5)), "5x5", Conv.of(5, five)),
                  b -> conv(b.maxPool(Pool.of(3, 1).same()), "pool_proj", Conv.of(1, project))));
    }
  }

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

  private static final Spec SPEC =
      new Spec(
          "googlenet",
          "Going deeper with convolutions",
          "Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich",
          2015,
          "CVPR 2015, arXiv:1409.4842, table 1",
          Task.CLASSIFICATION,
          new Spec.Input(224, 224, 3),
          1000,
          "ILSVRC-2014 validation top-5 error: 10.07 % with one crop of one model");

  @Override
  public Spec spec() {
    return SPEC;
  }

  @Override
  public Logits layers(Flow image, int classes) {
    Pool halve = Pool.of(3, 2).ceilMode();
    Flow x = conv(image, "conv1", Conv.of(7, 64).stride(2).pad(3)); // 112x112x64
    x = norm(x.maxPool(halve)); // 56x56x64
    x = conv(x, "conv2_reduce", Conv.of(1, 64));
    x = norm(conv(x, "conv2", Conv.of(3, 192))).maxPool(halve); // 28x28x192
    x = I3A.draw(x); // 28x28x256
    x = I3B.draw(x).maxPool(halve); // 14x14x480
    Flow x4a = I4A.draw(x); // 14x14x512
    x = I4B.draw(x4a); // 14x14x512
    x = I4C.draw(x); // 14x14x512
    Flow x4d = I4D.draw(x); // 14x14x528
    x = I4E.draw(x4d).maxPool(halve); // 7x7x832
    x = I5A.draw(x); // 7x7x832
    x = I5B.draw(x); // 7x7x1024
    Flow end = x.globalAvgPool().dropout(0.4f).dense("classifier", classes);
    if (!image.layers().training()) {
      return Logits.of(end);
    }
    return new Logits(
        end.value(),
        List.of(
            Logits.Auxiliary.of(head(x4a, "auxiliary_4a", classes), 0.3f),
            Logits.Auxiliary.of(head(x4d, "auxiliary_4d", classes), 0.3f)));
  }

  /** Section 5: average pooling 5x5 / 3, 1x1 convolution, two dense layers. */
  private static Flow head(Flow in, String name, int classes) {
    return in.scope(
        name,
        x ->
            conv(x.avgPool(Pool.of(5, 3)), "conv", Conv.of(1, 128)) // 4x4x128
                .flatten()
                .dense("fc", 1024)
                .relu()
                .dropout(0.7f)
                .dense("classifier", classes));
  }

  private static Flow conv(Flow x, String name, Conv conv) {
    return x.conv(name, conv).relu();
  }

  private static Flow norm(Flow x) {
    return x.lrn(5, 2, 1e-4f, 0.75f); // n, k, alpha, beta
  }
}
