package org.convzoo.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.convzoo.UsageException;
import org.convzoo.ops.Variable.Role;
import org.convzoo.ops.internal.replica.Replica;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.framework.activations.Activation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.AvgPool;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A cursor over a network being built, on which layers are called in a row.
 *
 * <p>A flow never changes: each layer returns a new one, and branching is to keep the old one. Maps
 * are [N,H,W,C]; C must be known, N need not, H and W only in a {@link Layers#sliding} build.
 * Layers with variables are named, and what follows without a name (an activation, a pooling) is
 * built into the scope of the last of them.
 *
 * <p>A layer that finds too few pixels throws {@link IllegalArgumentException} and says which.
 */
public final class Flow {

  private final Layers net;
  private final Operand<TFloat32> value;
  private final String block;
  private final String layer;
  private final DeviceSpec device;

  private Flow(Layers net, Operand<TFloat32> value, String block, String layer, DeviceSpec device) {
    this.net = net;
    this.value = value;
    this.block = block;
    this.layer = layer;
    this.device = device;
  }

  static Flow start(Layers net, Operand<TFloat32> value) {
    return new Flow(net, value, "", "", null);
  }

  // What it stands on

  /** Returns what the flow has come to. */
  public Operand<TFloat32> value() {
    return value;
  }

  /** Returns what this flow's build shares. */
  public Layers layers() {
    return net;
  }

  /** Returns the size of the last axis. */
  public int channels() {
    return dimension(value.shape().numDimensions() - 1);
  }

  /** Returns the map's height in pixels. */
  public int height() {
    return dimension(1);
  }

  /** Returns the map's width in pixels. */
  public int width() {
    return dimension(2);
  }

  private int dimension(int axis) {
    if (axis >= value.shape().numDimensions()) {
      throw new IllegalArgumentException(
          "%s: a map [N,H,W,C] is wanted, got %s".formatted(where(), value.shape()));
    }
    long size = value.shape().get(axis);
    if (size == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "%s: the size on axis %d of %s must be known".formatted(where(), axis, value.shape()));
    }
    return Math.toIntExact(size);
  }

  private String where() {
    return layer.isEmpty() ? "the input" : layer;
  }

  // Layers with variables

  /**
   * A convolution, and its bias unless it has none.
   *
   * @throws IllegalArgumentException if the kernel does not fit into the padded map, or if the
   *     channels cannot be divided into the groups
   */
  public Flow conv(String name, Conv conv) {
    Flow in = enter(name);
    if (channels() % conv.groups() != 0) {
      throw new IllegalArgumentException(
          "%s: %d channels cannot be divided into %d groups"
              .formatted(in.layer, channels(), conv.groups()));
    }
    Padding border = in.border(Window.of(conv), conv.padding());
    Shape shape = Shape.of(conv.height(), conv.width(), channels() / conv.groups(), conv.filters());
    Operand<TFloat32> kernel = in.kernel(shape, Fan.of(shape));
    // TensorFlow's C++ gradient of Conv2D forgets explicit padding and dilation.
    Operand<TFloat32> x = border.isExplicit() ? in.padded(border, 0) : value;
    boolean spread = conv.dilation() > 1 && net.training();
    kernel = spread ? in.spread(kernel, conv) : kernel;
    String rule = border.isExplicit() ? "VALID" : border.kind().name();
    var dilations = Conv2d.dilations(nhwc(spread ? 1 : conv.dilation()));
    Ops tf = in.tf();
    List<Operand<TFloat32>> inputs = in.groups(x, conv.groups());
    List<Operand<TFloat32>> kernels = in.groups(kernel, conv.groups());
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int group = 0; group < conv.groups(); group++) {
      outputs.add(
          tf.nn.conv2d(inputs.get(group), kernels.get(group), strides(conv), rule, dilations));
    }
    Operand<TFloat32> y = outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(3));
    return in.at(y).plusBias(conv.bias()).produced(3, conv.bias() != null);
  }

  /**
   * Parts along the last axis. A convolution's groups are built apart: TensorFlow's own grouped
   * convolution is slow on CPU, and its gradient is not there without oneDNN.
   */
  private List<Operand<TFloat32>> groups(Operand<TFloat32> x, int count) {
    if (count == 1) {
      return List.of(x);
    }
    Ops tf = tf();
    return List.copyOf(tf.split(tf.constant(3), x, (long) count).output());
  }

  /** A dilated convolution's kernel with the zeros between its elements written out. */
  private Operand<TFloat32> spread(Operand<TFloat32> kernel, Conv conv) {
    Ops tf = tf();
    int gap = conv.dilation() - 1;
    int in = channels() / conv.groups();
    int out = conv.filters();
    int[] apart = {conv.height(), 1, conv.width(), 1, in, out};
    int[][] zeros = {{0, 0}, {0, gap}, {0, 0}, {0, gap}, {0, 0}, {0, 0}};
    int[] together = {conv.height() * conv.dilation(), conv.width() * conv.dilation(), in, out};
    Window window = Window.of(conv);
    int[] reach = {window.rows(), window.columns(), in, out};
    Operand<TFloat32> x = tf.reshape(kernel, tf.constant(apart));
    x = tf.pad(x, tf.constant(zeros), tf.constant(0f));
    x = tf.reshape(x, tf.constant(together));
    return tf.slice(x, tf.constant(new int[4]), tf.constant(reach));
  }

  /**
   * A transposed convolution: the gradient of {@link #conv} with the same numbers, which makes the
   * map larger. VALID gives (size - 1) * stride + kernel, SAME gives size * stride.
   */
  public Flow transposedConv(String name, Conv conv) {
    if (conv.padding().isExplicit() || conv.dilation() != 1 || conv.groups() != 1) {
      throw new IllegalArgumentException(
          name + ": a transposed convolution is VALID or SAME, without dilation or groups");
    }
    Flow in = enter(name);
    Shape shape = Shape.of(conv.height(), conv.width(), conv.filters(), channels());
    Operand<TFloat32> kernel =
        in.kernel(shape, Fan.ofTransposed(shape, conv.verticalStride(), conv.horizontalStride()));
    boolean same = conv.padding().kind() == Padding.Kind.SAME;
    int rows = enlarged(height(), conv.verticalStride(), conv.height(), same);
    int columns = enlarged(width(), conv.horizontalStride(), conv.width(), same);
    Ops tf = in.tf();
    Operand<TInt32> size =
        tf.stack(
            List.of(
                in.batchSize(),
                tf.constant(rows),
                tf.constant(columns),
                tf.constant(conv.filters())));
    Operand<TFloat32> y =
        tf.nn.conv2dBackpropInput(
            size,
            kernel,
            value,
            strides(conv),
            conv.padding().kind().name(),
            new Conv2dBackpropInput.Options[0]);
    return in.at(y).plusBias(conv.bias()).produced(2, conv.bias() != null);
  }

  private static int enlarged(int size, int stride, int window, boolean same) {
    return same ? size * stride : (size - 1) * stride + window;
  }

  /** A dense layer with a bias that starts at 0. Wants vectors: {@link #flatten} comes before. */
  public Flow dense(String name, int units) {
    return dense(name, units, 0);
  }

  /** A dense layer with a bias that starts at {@code bias}. */
  public Flow dense(String name, int units, float bias) {
    if (value.shape().numDimensions() != 2) {
      throw new IllegalArgumentException(
          "%s: a dense layer wants vectors [N,C], got %s".formatted(name, value.shape()));
    }
    Flow in = enter(name);
    Shape shape = Shape.of(channels(), units);
    Operand<TFloat32> kernel = in.kernel(shape, Fan.of(shape));
    return in.at(in.tf().linalg.matMul(value, kernel)).plusBias(bias).produced(1, true);
  }

  /**
   * Batch normalisation over N, H and W, in a scope of its own.
   *
   * <p>In training it uses the batch's mean and variance, and leaves the update of the running ones
   * with {@link Layers#updates}; in inference it uses the running ones.
   */
  public Flow batchNorm(String name, BatchNorm norm) {
    return enter(name).normalized(norm);
  }

  /** Batch normalisation in the scope of the layer before it, as what belongs to a convolution. */
  public Flow batchNorm(BatchNorm norm) {
    net.claim(layer + "/batch_norm");
    return normalized(norm);
  }

  private Flow normalized(BatchNorm norm) {
    if (net.folding() != null && net.folding().isPlanned()) {
      return net.folding().isWithin(layer) ? this : scaledAndShifted();
    }
    if (net.folding() != null) {
      net.folding().normalizes(value, layer, norm);
    }
    return normalizedByItself(norm);
  }

  /** Batch norm of inference as a product and a sum. */
  private Flow scaledAndShifted() {
    Shape shape = Shape.of(channels());
    var factor = variables().get(layer + "/factor", shape, Role.AFFINE, Variables.ONES);
    var shift = variables().get(layer + "/shift", shape, Role.AFFINE, Variables.ZEROS);
    return at(tf().math.add(tf().math.mul(value, factor), shift));
  }

  private Flow normalizedByItself(BatchNorm norm) {
    Ops tf = tf();
    if (value.shape().numDimensions() == 2) {
      Flow map = at(tf.reshape(value, tf.constant(new int[] {-1, 1, 1, channels()})));
      return map.normalizedByItself(norm).vectors(channels());
    }
    Shape shape = Shape.of(channels());
    Variables v = variables();
    String path = layer;
    var gamma =
        norm.scale() != null
            ? v.get(path + "/gamma", shape, Role.AFFINE, Variables.at(norm.scale()))
            : tf.fill(tf.constant(shape), tf.constant(1f));
    var beta = v.get(path + "/beta", shape, Role.AFFINE, Variables.ZEROS);
    var mean = v.get(path + "/moving_mean", shape, Role.STATISTIC, Variables.ZEROS);
    var variance = v.get(path + "/moving_variance", shape, Role.STATISTIC, Variables.ONES);
    if (net.training() && !v.isFrozen(path)) {
      BatchMoments batch = batchMoments(tf, gamma, beta, norm.epsilon());
      net.observe(tf, new Layers.Moment(mean, batch.mean(), norm.decay()));
      net.observe(tf, new Layers.Moment(variance, batch.variance(), norm.decay()));
      return at(batch.y());
    }
    var epsilon = FusedBatchNorm.epsilon(norm.epsilon());
    var training = FusedBatchNorm.isTraining(false);
    return at(tf.nn.fusedBatchNorm(value, gamma, beta, mean, variance, epsilon, training).y());
  }

  private BatchMoments batchMoments(
      Ops tf, Operand<TFloat32> gamma, Operand<TFloat32> beta, float epsilon) {
    Replica replica = net.replica();
    return replica == null || !replica.isSynchronised()
        ? BatchMoments.of(tf, value, gamma, beta, epsilon)
        : BatchMoments.synchronised(tf, value, gamma, beta, epsilon, replica.moments(tf, value));
  }

  private Operand<TFloat32> kernel(Shape shape, Fan fan) {
    return variables().kernel(layer + (isFolded() ? "/folded_kernel" : "/kernel"), shape, fan);
  }

  private Variables variables() {
    return device == null ? net.variables() : net.variables().on(device);
  }

  /** Whether the batch norm that follows is part of this layer's weights. */
  private boolean isFolded() {
    return net.folding() != null && net.folding().isInto(layer);
  }

  /** Has it noted that a layer of weights ends here, whose outputs are an axis of its kernel. */
  private Flow produced(int axis, boolean biased) {
    if (net.folding() != null) {
      net.folding().produced(value, layer, axis, biased);
    }
    return this;
  }

  private Flow plusBias(Float first) {
    if (first == null && !isFolded()) {
      return this;
    }
    Shape shape = Shape.of(channels());
    Operand<TFloat32> bias =
        isFolded()
            ? variables().bias(layer + "/folded_bias", shape, 0)
            : variables().bias(layer + "/bias", shape, first);
    return at(tf().nn.biasAdd(value, bias));
  }

  // Layers without variables

  public Flow relu() {
    return activated(tf().nn.relu(value), Flow::relu); // max(0, max(0, x)) is max(0, x)
  }

  public Flow sigmoid() {
    return activated(tf().math.sigmoid(value), UnaryOperator.identity());
  }

  public Flow tanh() {
    return activated(tf().math.tanh(value), UnaryOperator.identity());
  }

  /**
   * Any activation of TensorFlow's framework, such as {@code new Swish()} or {@code new
   * LeakyReLU()}, or one of your own.
   */
  public Flow activation(Activation activation) {
    return activated(activation.call(tf(), value), UnaryOperator.identity());
  }

  /** An activation's output, and the units that {@link Layers#insert} wants after it. */
  private Flow activated(Operand<TFloat32> output, UnaryOperator<Flow> repeatable) {
    Flow out = at(output);
    int number = 0;
    for (Layers.Unit unit : net.unitsAfter(layer)) {
      String scope = join(layer, Layers.Unit.scope(++number));
      Flow in = new Flow(net, out.value, scope, scope, device);
      out = at(unit.build(in, repeatable).value);
    }
    return out;
  }

  /**
   * Local response normalisation: x / (k + alpha * sum of squares over n neighbouring channels) ^
   * beta, as in Krizhevsky et al. 2012, section 3.3. Caffe divides its alpha by n: give alpha / n.
   *
   * @param n channels in a neighbourhood, odd
   */
  public Flow lrn(int n, float k, float alpha, float beta) {
    if (n < 1 || n % 2 == 0) {
      throw new IllegalArgumentException("LRN wants an odd neighbourhood, got " + n);
    }
    if (net.training()) { // by the formula: the gradient of TensorFlow's op forgets its numbers
      return at(responseNormalized(n, k, alpha, beta));
    }
    return at(
        tf().nn
            .localResponseNormalization(
                value,
                LocalResponseNormalization.depthRadius((long) (n / 2)),
                LocalResponseNormalization.bias(k),
                LocalResponseNormalization.alpha(alpha),
                LocalResponseNormalization.beta(beta)));
  }

  /** The neighbours are summed by a 1x1 convolution with a banded kernel. */
  private Operand<TFloat32> responseNormalized(int n, float k, float alpha, float beta) {
    net.claim(layer + "/lrn");
    Ops tf = tf().withSubScope("lrn");
    int channels = channels();
    float[][] band = new float[channels][channels];
    for (int from = 0; from < channels; from++) {
      for (int to = Math.max(0, from - n / 2); to <= Math.min(channels - 1, from + n / 2); to++) {
        band[from][to] = alpha;
      }
    }
    Operand<TFloat32> kernel =
        tf.reshape(tf.constant(band), tf.constant(new int[] {1, 1, channels, channels}));
    var sum = tf.nn.conv2d(tf.math.mul(value, value), kernel, nhwc(1), "VALID");
    var base = tf.math.add(sum, tf.constant(k));
    if (beta == 0.75f) { // as everyone has it: two roots cost far less than a power
      var root = tf.math.rsqrt(base);
      return tf.math.mul(value, tf.math.mul(root, tf.math.sqrt(root)));
    }
    return tf.math.mul(value, tf.math.pow(base, tf.constant(-beta)));
  }

  /** Max pooling. */
  public Flow maxPool(Pool pool) {
    Padding border = border(Window.of(pool), pool.padding());
    Operand<TFloat32> x = border.isExplicit() ? padded(border, Float.NEGATIVE_INFINITY) : value;
    return at(pool.max(tf(), x, border.isExplicit() ? "VALID" : border.kind().name()));
  }

  /** Average pooling over the pixels that exist: padded ones do not count. */
  public Flow avgPool(Pool pool) {
    Padding border = border(Window.of(pool), pool.padding());
    if (!border.isExplicit()) {
      return at(average(value, pool, border.kind().name()));
    }
    Operand<TFloat32> zeroPadded = average(padded(border, 0), pool, "VALID");
    Ops tf = tf();
    Operand<TFloat32> ones = tf.fill(oneMap(), tf.constant(1f));
    Operand<TFloat32> share = average(at(ones).padded(border, 0), pool, "VALID");
    return at(tf.math.div(zeroPadded, share));
  }

  /** The shape [1,H,W,1]. */
  private Operand<TInt32> oneMap() {
    Ops tf = tf();
    if (!isOpen()) {
      return tf.constant(new int[] {1, height(), width(), 1});
    }
    var one = tf.constant(new int[] {1});
    var size = tf.slice(tf.shape(value), one, tf.constant(new int[] {2}));
    return tf.concat(List.of(one, size, one), tf.constant(0));
  }

  private AvgPool<TFloat32> average(Operand<TFloat32> x, Pool pool, String padding) {
    return tf().nn
        .avgPool(
            x,
            nhwc(pool.height(), pool.width()),
            nhwc(pool.verticalStride(), pool.horizontalStride()),
            padding);
  }

  private Operand<TFloat32> padded(Padding border, float fill) {
    Ops tf = tf();
    int[][] amounts = {
      {0, 0}, {border.top(), border.bottom()}, {border.left(), border.right()}, {0, 0}
    };
    return tf.pad(value, tf.constant(amounts), tf.constant(fill));
  }

  /**
   * Average pooling to a map of {@code size} x {@code size} whatever the input's: output row i is
   * the mean of the rows from floor(i * H / size) to ceil((i + 1) * H / size), and so with columns.
   *
   * @throws IllegalArgumentException in a sliding build, unless there is nothing to pool
   */
  public Flow adaptiveAvgPool(int size) {
    Window window = net.window(this);
    if (isWhole(window)) {
      return averaged(1, size).averaged(2, size);
    }
    if (window.rows() == size && window.columns() == size) {
      return this;
    }
    throw new UsageException(
        "%s: pooling %dx%d pixels to %dx%d does not slide over larger images",
        where(), window.rows(), window.columns(), size, size);
  }

  /** The means of {@code count} windows of about the same length along an axis. */
  private Flow averaged(int axis, int count) {
    int length = dimension(axis);
    if (length == count) {
      return this;
    }
    Ops tf = tf();
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] from = new int[4];
      int[] size = {-1, -1, -1, -1};
      from[axis] = i * length / count;
      size[axis] = ((i + 1) * length + count - 1) / count - from[axis];
      var window = tf.slice(value, tf.constant(from), tf.constant(size));
      means.add(tf.math.mean(window, tf.constant(axis), Mean.keepDims(true)));
    }
    return at(tf.concat(means, tf.constant(axis)));
  }

  /** The mean of each channel over the whole map: [N,H,W,C] to [N,C]. */
  public Flow globalAvgPool() {
    Ops tf = tf();
    return at(tf.math.mean(value, tf.constant(new int[] {1, 2})));
  }

  /**
   * [N,H,W,C] to [N,H*W*C], row by row. In a {@link Layers#sliding} build that is done at every
   * place: [N,H,W,C] to [N*places,h*w*C].
   */
  public Flow flatten() {
    Window window = net.window(this);
    long numbers = (long) window.rows() * window.columns() * channels();
    if (numbers > Integer.MAX_VALUE) {
      throw new UsageException("%s: %,d numbers are too many for a vector", where(), numbers);
    }
    int size = (int) numbers;
    if (isWhole(window)) {
      return vectors(size);
    }
    border(window, Padding.VALID); // throws where it does not fit
    List<Long> sizes = List.of(1L, (long) window.rows(), (long) window.columns(), 1L);
    return at(tf().image.extractImagePatches(value, sizes, nhwc(1), nhwc(1), "VALID"))
        .vectors(size);
  }

  private Flow vectors(int size) {
    Ops tf = tf();
    return at(tf.reshape(value, tf.constant(new int[] {-1, size})));
  }

  /**
   * Inverted dropout: in training each element is dropped with probability {@code rate} and the
   * others are divided by 1 - rate; in inference nothing happens. The mask is a function of the
   * seed, the step and the place of the layer.
   *
   * @param rate 0 to below 1
   */
  public Flow dropout(float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate must be at least 0 and below 1, got " + rate);
    }
    if (!net.training() || rate == 0) {
      return this;
    }
    String path = layer + "/dropout";
    net.claim(path);
    Ops tf = tf().withSubScope("dropout");
    var uniform = net.uniform(tf, path, value);
    var keep = tf.dtypes.cast(tf.math.greaterEqual(uniform, tf.constant(rate)), TFloat32.class);
    return at(tf.math.mul(value, tf.math.mul(keep, tf.constant(1 / (1 - rate)))));
  }

  /** Stretches or shrinks the map to this size, bilinear with half-pixel centres. */
  public Flow resize(int height, int width) {
    Ops tf = tf();
    return at(
        tf.image.resizeBilinear(
            value, tf.constant(new int[] {height, width}), ResizeBilinear.halfPixelCenters(true)));
  }

  /** The map's centre of this size; an odd pixel is left out at the bottom and the right. */
  public Flow crop(int rows, int columns) {
    if (rows > height() || columns > width()) {
      throw new UsageException(
          "%s: %dx%d pixels cannot be cut out of a map of %dx%d",
          where(), rows, columns, height(), width());
    }
    Ops tf = tf();
    int[] from = {0, (height() - rows) / 2, (width() - columns) / 2, 0};
    int[] sizes = {-1, rows, columns, -1};
    return at(tf.slice(value, tf.constant(from), tf.constant(sizes)));
  }

  /** Adds another flow of the same shape. */
  public Flow plus(Flow other) {
    return at(tf().math.add(value, other.value));
  }

  /** Subtracts another flow of the same shape. */
  public Flow minus(Flow other) {
    return at(tf().math.sub(value, other.value));
  }

  /** Multiplies every number by {@code factor}. */
  public Flow times(float factor) {
    Ops tf = tf();
    return at(tf.math.mul(value, tf.constant(factor)));
  }

  /** Multiplies number by number with another flow of the same shape, such as a gate. */
  public Flow times(Flow other) {
    return at(tf().math.mul(value, other.value));
  }

  /** Surrounds the map with {@code pixels} rows and columns of zeros on each side. */
  public Flow zeroPad(int pixels) {
    return at(padded(Padding.of(pixels), 0));
  }

  /**
   * Adds channels of zeros after those there are, up to {@code channels} in all.
   *
   * @throws IllegalArgumentException if there are more already
   */
  public Flow zeroChannels(int channels) {
    int missing = channels - channels();
    if (missing < 0) {
      throw new IllegalArgumentException(
          "%s: %d channels cannot be padded to %d".formatted(where(), channels(), channels));
    }
    Ops tf = tf();
    int[][] amounts = {{0, 0}, {0, 0}, {0, 0}, {0, missing}};
    return at(tf.pad(value, tf.constant(amounts), tf.constant(0f)));
  }

  /** Keeps the first {@code channels} channels. */
  public Flow firstChannels(int channels) {
    if (channels < 1 || channels > channels()) {
      throw new IllegalArgumentException(
          "%s: of %d channels, %d cannot be kept".formatted(where(), channels(), channels));
    }
    Ops tf = tf();
    int[] first = {-1, -1, -1, channels};
    return at(tf.slice(value, tf.constant(new int[4]), tf.constant(first)));
  }

  /**
   * Keeps the channels of these numbers, which start at 0, in this order.
   *
   * @throws IllegalArgumentException if there is none of such a number
   */
  public Flow selectChannels(int... numbers) {
    for (int number : numbers) {
      if (number < 0 || number >= channels()) {
        throw new IllegalArgumentException(
            "%s: there is no channel %d of %d".formatted(where(), number, channels()));
      }
    }
    Ops tf = tf();
    int last = value.shape().numDimensions() - 1;
    return at(tf.gather(value, tf.constant(numbers), tf.constant(last)));
  }

  /** Joins this flow and {@code others} along the channels. */
  public Flow concat(Flow... others) {
    Ops tf = tf();
    List<Operand<TFloat32>> values = new ArrayList<>();
    values.add(value);
    for (Flow other : others) {
      values.add(other.value);
    }
    return at(tf.concat(values, tf.constant(value.shape().numDimensions() - 1)));
  }

  // Scopes

  /** Builds {@code body} inside the scope {@code name}, and comes back out of it. */
  public Flow scope(String name, UnaryOperator<Flow> body) {
    String inner = join(block, name);
    Flow out = body.apply(new Flow(net, value, inner, inner, device));
    return new Flow(net, out.value, block, inner, device);
  }

  /**
   * Builds {@code branches} from here, each in this flow's block, and joins them along the channels
   * in their order.
   */
  @SafeVarargs
  public final Flow branches(UnaryOperator<Flow>... branches) {
    List<UnaryOperator<Flow>> all = new ArrayList<>();
    for (UnaryOperator<Flow> branch : branches) {
      all.add(branch);
    }
    return branches(all);
  }

  /** Builds {@code branches}, at least one, likewise. */
  public Flow branches(List<UnaryOperator<Flow>> branches) {
    List<Flow> ends = new ArrayList<>();
    for (UnaryOperator<Flow> branch : branches) {
      ends.add(branch.apply(this).backTo(this));
    }
    return ends.get(0).concat(ends.subList(1, ends.size()).toArray(Flow[]::new));
  }

  /** Builds two branches from here, each in this flow's block, and adds them. */
  public Flow sum(UnaryOperator<Flow> one, UnaryOperator<Flow> other) {
    return one.apply(this).backTo(this).plus(other.apply(this).backTo(this));
  }

  /** This flow inside {@code scope} on {@code place} (null: where TensorFlow likes). */
  Flow into(String scope, DeviceSpec place) {
    String inner = join(block, scope);
    return new Flow(net, value, inner, inner, place);
  }

  /** This flow on {@code place} (null: where TensorFlow likes). */
  Flow on(DeviceSpec place) {
    return new Flow(net, value, block, layer, place);
  }

  /** This flow's value in the block, layer and on the device of {@code home}. */
  Flow backTo(Flow home) {
    return new Flow(net, value, home.block, home.block, home.device);
  }

  private Flow enter(String name) {
    String path = join(block, name);
    net.claim(path);
    return new Flow(net, value, block, path, device);
  }

  /** The scope that the next op without a name is built into. */
  String path() {
    return layer;
  }

  Flow at(Operand<TFloat32> next) {
    return new Flow(net, next, block, layer, device);
  }

  Ops tf() {
    Ops tf = layer.isEmpty() ? net.tf() : net.tf().withSubScope(layer);
    return device == null ? tf : tf.withDevice(device);
  }

  private static String join(String outer, String inner) {
    return outer.isEmpty() ? inner : outer + "/" + inner;
  }

  // Arithmetic

  private Operand<TInt32> batchSize() {
    Ops tf = tf();
    return tf.gather(tf.shape(value), tf.constant(0), tf.constant(0));
  }

  private Padding border(Window window, Padding asked) {
    return isOpen()
        ? window.openBorder(asked, where())
        : window.border(asked, height(), width(), where());
  }

  /** Whether this is a map, of a sliding build, of whose size not all is known. */
  private boolean isOpen() {
    Shape shape = value.shape();
    return net.isSliding()
        && shape.numDimensions() == 4
        && Math.min(shape.get(1), shape.get(2)) < 0;
  }

  private boolean isWhole(Window window) {
    return !isOpen() && window.rows() == height() && window.columns() == width();
  }

  private static List<Long> strides(Conv conv) {
    return nhwc(conv.verticalStride(), conv.horizontalStride());
  }

  private static List<Long> nhwc(int n) {
    return nhwc(n, n);
  }

  private static List<Long> nhwc(int h, int w) {
    return List.of(1L, (long) h, (long) w, 1L);
  }
}
