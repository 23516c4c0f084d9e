package org.convzoo.ops.internal.replica;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One of several builds of a network, each of which computes a share of each batch. */
public final class Replica {

  private final Share share;
  private final boolean synchronised;
  private final List<ShareMoments> moments = new ArrayList<>();

  /**
   * Plans it.
   *
   * @param synchronised whether batch norm's moments are those of the whole batch, once {@link
   *     ShareMoments#connect} was called with the {@link #moments} of all replicas
   */
  public Replica(Share share, boolean synchronised) {
    this.share = share;
    this.synchronised = synchronised;
  }

  /** Returns the images that it computes. */
  public Share share() {
    return share;
  }

  /** Whether batch norm's moments are those of the whole batch. */
  public boolean isSynchronised() {
    return synchronised;
  }

  /** Returns the moments that it shares with the other replicas, layer by layer. */
  public List<ShareMoments> moments() {
    return Collections.unmodifiableList(moments);
  }

  /** Builds the moments of a map [N,H,W,C] of its images, to be shared. */
  public ShareMoments moments(Ops tf, Operand<TFloat32> x) {
    ShareMoments shared = ShareMoments.of(tf, share, x);
    moments.add(shared);
    return shared;
  }
}
