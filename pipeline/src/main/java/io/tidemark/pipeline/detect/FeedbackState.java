package io.tidemark.pipeline.detect;

import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.feedback.RaisedThresholds;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;

/** The feedback that a subtask has read: the same on each of them. */
final class FeedbackState {
  private final BroadcastState<Integer, AlertFeedback> saved;
  private final RaisedThresholds raised = new RaisedThresholds();
  private boolean changed;

  private FeedbackState(BroadcastState<Integer, AlertFeedback> saved) {
    this.saved = saved;
  }

  /**
   * Takes over what the last checkpoint holds.
   *
   * @param read whether the job reads feedback; else what it once read counts no more
   */
  static FeedbackState restore(OperatorStateStore store, boolean read) throws Exception {
    FeedbackState state =
        new FeedbackState(
            store.getBroadcastState(
                new MapStateDescriptor<>("feedback", BasicTypeInfo.INT_TYPE_INFO, Types.FEEDBACK)));
    if (read) {
      StreamSupport.stream(state.saved.immutableEntries().spliterator(), false)
          .map(Map.Entry::getValue)
          .sorted(Comparator.comparing(AlertFeedback::getTime))
          .forEach(state.raised::take);
    } else {
      state.saved.clear();
    }
    return state;
  }

  /** The thresholds that it raises, as it comes. */
  RaisedThresholds raised() {
    return raised;
  }

  void take(AlertFeedback feedback) {
    raised.take(feedback);
    changed = true;
  }

  /** Writes it for a checkpoint. */
  void save() throws Exception {
    if (!changed) {
      return;
    }
    saved.clear();
    int index = 0;
    for (AlertFeedback feedback : raised.all()) {
      saved.put(index++, feedback);
    }
    changed = false;
  }
}
