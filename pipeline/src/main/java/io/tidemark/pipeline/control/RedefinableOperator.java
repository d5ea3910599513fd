package io.tidemark.pipeline.control;

import io.tidemark.pipeline.type.DetectorKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.TimestampedCollector;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Runs a keyed function whose detectors change. Changes come as a broadcast and wait for the next
 * checkpoint barrier, as models do (docs/adr/0006).
 */
public final class RedefinableOperator<I, O> extends KeyedProcessOperator<DetectorKey, I, O>
    implements TwoInputStreamOperator<I, ModelChange, O> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable List<ModelChange> pending;

  private RedefinableOperator(KeyedProcessFunction<DetectorKey, I, O> function) {
    super(function);
  }

  /** Of a function of both kinds. */
  public static <I, O, F extends KeyedProcessFunction<DetectorKey, I, O> & Redefinable<O>>
      RedefinableOperator<I, O> of(F function) {
    return new RedefinableOperator<>(function);
  }

  @Override
  public void processElement1(StreamRecord<I> element) throws Exception {
    processElement(element);
  }

  @Override
  public void processElement2(StreamRecord<ModelChange> element) {
    if (pending == null) {
      pending = new ArrayList<>();
    }
    pending.add(element.getValue());
  }

  @Override
  @SuppressWarnings("unchecked") // of() takes no other
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    if (pending == null) {
      return;
    }
    Redefinable<O> redefinable = (Redefinable<O>) userFunction;
    TimestampedCollector<O> out = new TimestampedCollector<>(output);
    for (ModelChange change : pending) {
      change.mustBeDueAt(checkpoint);
      redefinable.redefine(change, new EveryKey(), out);
    }
    pending = null;
  }

  private final class EveryKey implements Redefinable.Keys {
    @Override
    public <S extends State> void each(StateDescriptor<S, ?> state, Redefinable.Action<S> action)
        throws Exception {
      each(state, action, RedefinableOperator.this.<DetectorKey>getKeyedStateBackend());
    }

    private <S extends State, T> void each(
        StateDescriptor<S, T> state,
        Redefinable.Action<S> action,
        org.apache.flink.runtime.state.KeyedStateBackend<DetectorKey> backend)
        throws Exception {
      backend.applyToAllKeys(
          VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, state, action::on);
    }
  }
}
