package io.tidemark.pipeline;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** For tests: where keyed state lies. */
public final class Backends {
  private Backends() {}

  /**
   * A new one.
   *
   * @param name {@code heap}, which hands out the objects that it keeps, or {@code rocksdb}, which
   *     keeps bytes: what a function does not write there is lost
   */
  public static StateBackend named(String name) {
    return name.equals("heap") ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
  }
}
