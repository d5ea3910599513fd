package io.tidemark.pipeline.detect;

import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Sends the alerts about a detector's keys together, but for those about the past. They follow from
 * many keys, so the past has been read when the log of all partitions has come to its end.
 */
final class FleetAlerts {
  static final ValueStateDescriptor<PastAlerts> PAST =
      new ValueStateDescriptor<>("past-alerts", Types.PAST_ALERTS);

  private final ValueState<PastAlerts> pasts;
  private final AlertStarts starts;

  /**
   * @param pasts the state {@link #PAST}
   */
  FleetAlerts(ValueState<PastAlerts> pasts, AlertStarts starts) {
    this.pasts = pasts;
    this.starts = starts;
  }

  /** Begins with a detector of which nothing was known; not to be called twice. */
  void begin(String detector, TimerService timers) throws IOException {
    long from = starts.of(detector);
    if (pasts.value() == null && timers.currentWatermark() < from) {
      pasts.update(new PastAlerts());
      timers.registerEventTimeTimer(from);
    }
  }

  /** Sends an alert, or withholds it. */
  void send(@Nullable AnomalyAlert alert, Collector<AnomalyAlert> out) throws IOException {
    if (alert == null) {
      return;
    }
    PastAlerts past = pasts.value();
    if (past == null) {
      out.collect(alert);
      return;
    }
    past.take(alert, out::collect, withheld -> {});
    keep(past);
  }

  /**
   * Takes that the log has come so far.
   *
   * @return whether the past has been read with that, for the first time
   */
  boolean advance(String detector, long logMillis, Collector<AnomalyAlert> out) throws IOException {
    PastAlerts past = pasts.value();
    if (past == null || !past.lasts() || logMillis < starts.of(detector)) {
      return false;
    }
    past.end(out::collect);
    keep(past);
    return true;
  }

  private void keep(PastAlerts past) throws IOException {
    if (past.isOver()) {
      pasts.clear();
    } else {
      pasts.update(past);
    }
  }
}
