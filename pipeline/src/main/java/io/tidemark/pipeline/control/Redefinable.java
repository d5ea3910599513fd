package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.DetectorKey;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.util.Collector;

/** A keyed function whose detectors change while the job runs. */
public interface Redefinable<T> {

  /**
   * Takes a change at a checkpoint barrier: what it emits goes out before the barrier, what it
   * changes in state is part of the checkpoint.
   */
  void redefine(ModelChange change, Keys keys, Collector<T> out) throws Exception;

  /** All keys of the subtask. */
  interface Keys {
    /** Calls {@code action} for each key that has this state, as the current key. */
    <S extends State> void each(StateDescriptor<S, ?> state, Action<S> action) throws Exception;
  }

  /** What is to be done with a key. */
  @FunctionalInterface
  interface Action<S extends State> {
    void on(DetectorKey key, S state) throws Exception;
  }
}
