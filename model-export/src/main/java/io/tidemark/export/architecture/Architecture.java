package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;
import java.util.Set;

/** A kind of network. To add one: a class of its own, and a line in {@link Architectures}. */
public interface Architecture {
  /** Name on the command line and in the model file. */
  String name();

  /** Sizes it has besides {@code hidden}; others are refused. */
  default Set<Sizing> sizings() {
    return Set.of();
  }

  /** A new network of this kind, untrained. */
  Network build(NetworkSize size);
}
