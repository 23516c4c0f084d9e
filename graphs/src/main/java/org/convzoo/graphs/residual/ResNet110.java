package org.convzoo.graphs.residual;

import static org.convzoo.graphs.residual.Residual.basic;

import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Paper;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.residual.Residual.Halving;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.ops.BatchNorm;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;

/**
 * ResNet-110 with the units that He, Zhang, Ren, Sun, "Identity mappings in deep residual
 * networks", ECCV 2016, arXiv:1603.05027, compare: other shortcuts, figure 2 and table 1, and other
 * places of the activations, figure 4 and table 2.
 *
 * <p>[N,32,32,3] to [N,classes]; 1,727,962 parameters at 10 classes, as {@code resnet110} has,
 * which is figure 4(a); 1,824,186 with gates, 1,826,202 with convolutional shortcuts. {@code
 * preresnet110} is figure 4(e).
 *
 * <p>Ours: across stages a shortcut is option A's, every second pixel and zeros for new channels,
 * as in {@code resnet110}, before what the row does to it; a gate strides with its unit. Gates have
 * a bias and no batch norm, and start at -6, where the paper got the errors named here.
 */
public enum ResNet110 implements Network {

  /** Figure 2(b): half of the shortcut and half of the branch. */
  SCALED("resnet110-scaled", "figure 2(b) and table 1", "12.35 %", ResNet110::scaled),

  /** Figure 2(c): g times the branch and 1 - g times the shortcut, as in highway networks. */
  EXCLUSIVE_GATE(
      "resnet110-exclusive-gate", "figure 2(c) and table 1", "8.70 %", ResNet110::exclusiveGate),

  /** Figure 2(d): 1 - g times the shortcut. */
  SHORTCUT_GATE(
      "resnet110-shortcut-gate", "figure 2(d) and table 1", "6.91 %", ResNet110::shortcutGate),

  /** Figure 2(e): a 1x1 convolution in every shortcut. */
  CONV_SHORTCUT(
      "resnet110-conv-shortcut", "figure 2(e) and table 1", "12.22 %", ResNet110::convShortcut),

  /** Figure 2(f): dropout in every shortcut. */
  DROPOUT_SHORTCUT(
      "resnet110-dropout-shortcut",
      "figure 2(f) and table 1",
      "above 20 %, a failure",
      ResNet110::dropoutShortcut),

  /** Figure 4(b): batch norm after the addition. */
  BN_AFTER_ADD(
      "resnet110-bn-after-add", "figure 4(b) and table 2", "8.17 %", ResNet110::bnAfterAddition),

  /** Figure 4(c): the last ReLU before the addition. */
  RELU_BEFORE_ADD(
      "resnet110-relu-before-add",
      "figure 4(c) and table 2",
      "7.84 %",
      ResNet110::reluBeforeAddition),

  /** Figure 4(d): ReLU before the convolutions, batch norm after them. */
  RELU_PREACT(
      "resnet110-relu-preact", "figure 4(d) and table 2", "6.71 %", ResNet110::reluPreActivation);

  private static final int N = 18; // 6n + 2 layers

  private final Residual.Unit unit;
  private final Spec spec;

  ResNet110(String name, String where, String error, Residual.Unit unit) {
    this.unit = unit;
    spec = Paper.PRE_ACTIVATION.cifar10(name, where, "CIFAR-10 test error: " + error);
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    Flow x = Residual.normalized(image, "conv1", Conv.of(3, 16).pad(1)).relu(); // 32x32x16
    x = Residual.stages(x, 16, new int[] {N, N, N}, Halving.FIRST_CONV, unit); // 8x8x64
    x = this == RELU_PREACT ? x.relu() : x; // "an extra activation" after the last unit
    return NetworkOutput.of(x.globalAvgPool().dense("fc", classes));
  }

  private static Flow scaled(Flow x, int width, int stride) {
    return x.sum(
            b -> Residual.padded(b, width, stride).times(0.5f),
            b -> basic(b, width, stride).times(0.5f))
        .relu();
  }

  private static Flow exclusiveGate(Flow x, int width, int stride) {
    Flow gate = gate(x, width, stride);
    return x.sum(b -> gated(b, gate, width, stride), b -> basic(b, width, stride).times(gate))
        .relu();
  }

  private static Flow shortcutGate(Flow x, int width, int stride) {
    Flow gate = gate(x, width, stride);
    return x.sum(b -> gated(b, gate, width, stride), b -> basic(b, width, stride)).relu();
  }

  private static Flow gate(Flow x, int width, int stride) {
    return x.conv("gate", Conv.of(1, width).stride(stride).bias(-6)).sigmoid();
  }

  /** (1 - g) h. */
  private static Flow gated(Flow x, Flow gate, int width, int stride) {
    Flow shortcut = Residual.padded(x, width, stride);
    return shortcut.minus(shortcut.times(gate));
  }

  private static Flow convShortcut(Flow x, int width, int stride) {
    Conv conv = Conv.of(1, width).stride(stride);
    return x.sum(b -> Residual.normalized(b, "shortcut", conv), b -> basic(b, width, stride))
        .relu();
  }

  private static Flow dropoutShortcut(Flow x, int width, int stride) {
    return x.sum(b -> Residual.padded(b, width, stride).dropout(0.5f), b -> basic(b, width, stride))
        .relu();
  }

  private static Flow bnAfterAddition(Flow x, int width, int stride) {
    Conv first = Conv.of(3, width).stride(stride).pad(1);
    Conv second = Conv.of(3, width).pad(1).noBias();
    return x.sum(
            b -> Residual.padded(b, width, stride),
            b -> Residual.normalized(b, "conv1", first).relu().conv("conv2", second))
        .batchNorm("norm", BatchNorm.USUAL)
        .relu();
  }

  private static Flow reluBeforeAddition(Flow x, int width, int stride) {
    return x.sum(b -> Residual.padded(b, width, stride), b -> basic(b, width, stride).relu());
  }

  private static Flow reluPreActivation(Flow x, int width, int stride) {
    return x.sum(b -> Residual.padded(b, width, stride), b -> basic(b.relu(), width, stride));
  }
}
