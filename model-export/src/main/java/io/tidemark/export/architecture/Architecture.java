package io.tidemark.export.architecture;

import io.tidemark.export.layer.Network;

/** A kind of network. To add one: a class of its own, and a line in {@link Architectures}. */
public interface Architecture {
  /** Name on the command line and in the model file. */
  String name();

  /** A new network of this kind, untrained. */
  Network build(NetworkSize size);
}
