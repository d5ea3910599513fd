package io.tidemark.pipeline.control;

import io.tidemark.schemas.AlertFeedback;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * An operator that can be steered: with one input it does as the configuration says, with two it
 * obeys commands as well. They come by a broadcast, wait for the next checkpoint barrier and take
 * effect there, before the snapshot (docs/adr/0006). Feedback comes by the same broadcast and is
 * taken at once: it says itself from when on it counts.
 */
public abstract class SteeredOperator<I, O> extends AbstractStreamOperator<O>
    implements OneInputStreamOperator<I, O>, TwoInputStreamOperator<I, Steering, O> {
  private static final long serialVersionUID = 1L;
  private static final int ELEMENTS = 0;

  private final List<ModelChange> pending = new ArrayList<>();

  /** Takes the changes that are due at a barrier. */
  protected abstract void obey(List<ModelChange> changes) throws Exception;

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    if (pending.isEmpty()) {
      return;
    }
    for (ModelChange change : pending) {
      change.mustBeDueAt(checkpoint);
    }
    obey(List.copyOf(pending));
    pending.clear();
  }

  @Override
  public final void processElement1(StreamRecord<I> element) throws Exception {
    processElement(element);
  }

  /** Takes what a person said of an incident. */
  protected void take(AlertFeedback feedback) {
    throw new IllegalStateException("feedback is of no use here");
  }

  @Override
  public final void processElement2(StreamRecord<Steering> element) {
    if (element.getValue() instanceof ModelChange change) {
      pending.add(change);
    } else if (element.getValue() instanceof FeedbackGiven given) {
      take(given.feedback());
    }
  }

  /** Log time is the elements'; commands have none. */
  @Override
  public final void processWatermark1(Watermark watermark) throws Exception {
    processWatermark(watermark);
  }

  @Override
  public final void processWatermark2(Watermark watermark) {}

  /** Elements alone decide whether this subtask is idle: commands never say that they are. */
  @Override
  protected final void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (input == ELEMENTS) {
      processWatermarkStatus(status);
    }
  }
}
