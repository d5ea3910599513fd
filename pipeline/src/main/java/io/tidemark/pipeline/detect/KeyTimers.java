package io.tidemark.pipeline.detect;

import io.tidemark.detector.line.KeyState;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/** One timer a key, in log time. A key's state knows for when its timer is set. */
final class KeyTimers {
  private final InternalTimerService<VoidNamespace> timers;

  KeyTimers(InternalTimerService<VoidNamespace> timers) {
    this.timers = timers;
  }

  /**
   * Log time up to which all partitions have been read; the largest long when the log has ended.
   */
  long watermark() {
    return timers.currentWatermark();
  }

  /**
   * Moves the current key's timer to where it is due sooner than it is set. Where it is due later
   * it stays, and moves on when it fires: not every event costs a timer.
   */
  void wake(KeyState state, long due) {
    if (due < state.timer()) {
      drop(state);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
      state.timer(due);
    }
  }

  /** Takes the current key's timer away. */
  void drop(KeyState state) {
    if (state.timer() != KeyState.NO_TIMER) {
      timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, state.timer());
      state.timer(KeyState.NO_TIMER);
    }
  }
}
