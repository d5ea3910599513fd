package io.tidemark.pipeline.control;

import io.tidemark.pipeline.Backends;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ModelAction;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** For tests: a function whose detectors change, without a job around it. */
public final class RedefinableHarness<I, O>
    extends KeyedTwoInputStreamOperatorTestHarness<DetectorKey, I, ModelChange, O> {

  private RedefinableHarness(
      RedefinableOperator<I, O> operator, KeySelector<I, DetectorKey> keys, String backend)
      throws Exception {
    super(operator, keys, null, Types.KEY);
    setStateBackend(Backends.named(backend));
  }

  /** Opened; restored where there is something saved. */
  public static <I, O> RedefinableHarness<I, O> open(
      RedefinableOperator<I, O> operator,
      KeySelector<I, DetectorKey> keys,
      TypeInformation<O> type,
      String backend,
      @Nullable OperatorSubtaskState saved)
      throws Exception {
    RedefinableHarness<I, O> harness = new RedefinableHarness<>(operator, keys, backend);
    harness.setup(type.createSerializer(new SerializerConfigImpl()));
    if (saved != null) {
      harness.initializeState(saved);
    }
    harness.open();
    return harness;
  }

  /** A command, to be obeyed at the next barrier. */
  public void change(ModelAction action, String detector, @Nullable String yaml) throws Exception {
    processElement2(new StreamRecord<>(new ModelChange(detector, action, null, yaml)));
  }

  /** Event time, by both inputs. */
  public void watermark(long millis) throws Exception {
    processWatermark1(new Watermark(millis));
    processWatermark2(new Watermark(millis));
  }
}
