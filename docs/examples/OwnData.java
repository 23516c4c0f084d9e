import java.nio.file.Path;
import java.util.List;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.augment.sample.Sample;
import org.convzoo.train.data.DataSet;
import org.convzoo.train.data.DataSetProvider;
import org.convzoo.train.data.ImageSet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A data set of one's own, made of TensorFlow's operations: noise that is dark where the number is
 * even and bright where it is odd. Named in {@code
 * META-INF/services/org.convzoo.train.data.DataSetProvider}, it is a data set like the others.
 */
public class OwnData implements DataSetProvider {

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public DataSet open(Path folder, Spec.Input size) {
    List<String> labels = List.of("dark", "bright");
    return new DataSet(
        name(),
        "made as it is read",
        Task.CLASSIFICATION,
        new Noise(0, 400, size),
        new Noise(400, 100, size),
        labels);
  }

  /** Images from number {@code first} on. */
  private record Noise(long first, int size, Spec.Input pixels) implements ImageSet {

    @Override
    public int channels() {
      return pixels.channels();
    }

    @Override
    public List<TType> content() {
      return List.of();
    }

    @Override
    public Sample sample(Ops tf, List<Operand<?>> content, Operand<TInt64> number) {
      Operand<TInt64> own = tf.math.add(number, tf.constant(first));
      Operand<TInt32> label =
          tf.dtypes.cast(tf.math.floorMod(own, tf.constant(2L)), TInt32.class);
      Operand<TFloat32> noise =
          tf.random.statelessRandomUniform(
              tf.constant(new int[] {pixels.height(), pixels.width(), pixels.channels()}),
              tf.stack(List.of(own, tf.constant(7L))));
      Operand<TFloat32> light =
          tf.math.mul(tf.dtypes.cast(label, TFloat32.class), tf.constant(80f));
      return new Sample(tf.math.add(tf.math.mul(noise, tf.constant(170f)), light), label);
    }
  }
}
