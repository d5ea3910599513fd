package io.tidemark.pipeline.sink;

import java.io.Serializable;

/** Which records end their key in a compacted topic: only the key is written of them. */
@FunctionalInterface
public interface Tombstone<T> extends Serializable {
  boolean isIn(T value);
}
