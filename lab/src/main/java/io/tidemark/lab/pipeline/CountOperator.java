package io.tidemark.lab.pipeline;

import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Counts the events of each key in keyed state: the least that a keyed operator can do. */
final class CountOperator extends AbstractStreamOperator<AnomalyAlert>
    implements OneInputStreamOperator<Observation, AnomalyAlert> {
  private static final long serialVersionUID = 1L;

  private transient ValueState<Long> counts;

  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  CountOperator() {}

  @Override
  public void open() throws Exception {
    super.open();
    counts =
        getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("count", BasicTypeInfo.LONG_TYPE_INFO));
  }

  @Override
  public void processElement(StreamRecord<Observation> element) throws Exception {
    Long count = counts.value();
    counts.update(count == null ? 1 : count + 1);
  }
}
