import java.util.List;
import org.convzoo.graphs.network.Family;
import org.convzoo.graphs.task.NetworkOutput;
import org.convzoo.graphs.network.Network;
import org.convzoo.graphs.network.Spec;
import org.convzoo.graphs.task.Task;
import org.convzoo.ops.Conv;
import org.convzoo.ops.Flow;
import org.convzoo.ops.Pool;

/**
 * A network of one's own: 3x3 convolutions, pooling, and one dense layer. Named in {@code
 * META-INF/services/org.convzoo.graphs.network.Family}, it is a network like those of the zoo.
 */
public class OwnNetwork implements Family, Network {

  @Override
  public String name() {
    return "Mine";
  }

  @Override
  public List<Network> networks() {
    return List.of(this);
  }

  @Override
  public Spec spec() {
    return new Spec(
        "mine",
        "A network of my own",
        "me",
        2026,
        "not published",
        Task.CLASSIFICATION,
        new Spec.Input(28, 28, 1),
        10,
        "none");
  }

  @Override
  public NetworkOutput layers(Flow image, int classes) {
    return NetworkOutput.of(
        image
            .conv("conv1", Conv.of(3, 16))
            .relu()
            .maxPool(Pool.of(2, 2)) // 14x14x16
            .conv("conv2", Conv.of(3, 32))
            .relu()
            .maxPool(Pool.of(2, 2)) // 7x7x32
            .flatten()
            .dense("fc", classes));
  }
}
