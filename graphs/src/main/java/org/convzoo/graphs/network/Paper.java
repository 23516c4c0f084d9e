package org.convzoo.graphs.network;

import org.convzoo.graphs.task.Task;

/**
 * A paper, and the classifiers in it.
 *
 * @param venue where it was published
 */
public record Paper(String title, String authors, int year, String venue) {

  public static final Paper LENET =
      new Paper(
          "Gradient-based learning applied to document recognition",
          "LeCun, Bottou, Bengio, Haffner",
          1998,
          "Proceedings of the IEEE 86(11)");

  public static final Paper ALEXNET =
      new Paper(
          "ImageNet classification with deep convolutional neural networks",
          "Krizhevsky, Sutskever, Hinton",
          2012,
          "NIPS 2012");

  public static final Paper HIGHWAY =
      new Paper(
          "Training very deep networks",
          "Srivastava, Greff, Schmidhuber",
          2015,
          "NIPS 2015, arXiv:1507.06228");

  public static final Paper RESNET =
      new Paper(
          "Deep residual learning for image recognition",
          "He, Zhang, Ren, Sun",
          2015,
          "CVPR 2016, arXiv:1512.03385");

  public static final Paper PRE_ACTIVATION =
      new Paper(
          "Identity mappings in deep residual networks",
          "He, Zhang, Ren, Sun",
          2016,
          "ECCV 2016, arXiv:1603.05027");

  /**
   * Returns what a classifier is.
   *
   * @param where the paper shows it, such as {@code table 1}
   */
  public Spec classifier(String name, String where, Spec.Input input, int classes, String result) {
    String citation = venue + ", " + where;
    return new Spec(
        name, title, authors, year, citation, Task.CLASSIFICATION, input, classes, result);
  }

  /** Returns what a classifier of CIFAR-10's images is, 32x32x3 in ten classes. */
  public Spec cifar10(String name, String where, String result) {
    return classifier(name, where, new Spec.Input(32, 32, 3), 10, result);
  }
}
