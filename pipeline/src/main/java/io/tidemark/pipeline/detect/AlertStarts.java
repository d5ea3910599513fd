package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyLine;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.NotBefore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;

/**
 * From when on the alerts of each detector are sent. When a configured detector first started is
 * part of every checkpoint, so that a restart does not move it. A detector that came by a command
 * reads nothing of the past.
 */
final class AlertStarts {
  private final NotBefore notBefore;
  private final Map<String, Long> firstStarts = new HashMap<>();

  private AlertStarts(NotBefore notBefore) {
    this.notBefore = notBefore;
  }

  /** Takes over what the last checkpoint holds; a detector that is new starts now. */
  static AlertStarts restore(OperatorStateStore store, Detectors configured, AlertStart start)
      throws Exception {
    BroadcastState<String, Long> saved =
        store.getBroadcastState(
            new MapStateDescriptor<>(
                "first-starts", BasicTypeInfo.STRING_TYPE_INFO, BasicTypeInfo.LONG_TYPE_INFO));
    for (DetectorDefinition detector : configured.definitions()) {
      if (!saved.contains(detector.name())) {
        saved.put(detector.name(), start.submitted().toEpochMilli());
      }
    }
    AlertStarts starts = new AlertStarts(start.notBefore());
    saved.immutableEntries().forEach(one -> starts.firstStarts.put(one.getKey(), one.getValue()));
    return starts;
  }

  /** Log time from which the alerts of a detector are sent, milliseconds since the epoch. */
  long of(String detector) {
    return switch (notBefore.limit()) {
      case NONE -> KeyLine.ALL_ALERTS;
      case INSTANT -> Objects.requireNonNull(notBefore.instant()).toEpochMilli();
      case START -> firstStarts.getOrDefault(detector, KeyLine.ALL_ALERTS);
    };
  }
}
