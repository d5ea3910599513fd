package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.alert.PlainAlerts;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IncidentRecordsTest {
  private final IncidentRecords records = new IncidentRecords();

  @Test
  void anIncidentThatComesBackIsOneThatBeginsTwice() {
    records.add(message(10, AlertState.OPEN, 0, null));
    records.add(message(20, AlertState.RESOLVED, 1, null));
    records.add(message(30, AlertState.UPDATE, 2, AlertChange.REOPENED));

    assertThat(records.all()).hasSize(1);
    IncidentRecord incident = records.all().iterator().next();
    assertThat(incident.resolvedAt()).isNull();
    assertThat(incident.reopenedAt()).containsExactly(at(30));
    assertThat(incident.beginsWithin(at(9), at(10))).isTrue();
    assertThat(incident.beginsWithin(at(10), at(29))).isFalse();
    assertThat(incident.beginsWithin(at(29), at(30))).isTrue();
  }

  @Test
  void messagesAboutSensorsDoNotCount() {
    AnomalyAlert gap = message(10, AlertState.OPEN, 0, null);
    gap.setKind(AlertKind.GAP);
    records.add(gap);

    assertThat(records.all()).isEmpty();
  }

  private static AnomalyAlert message(
      long second, AlertState state, int sequence, @Nullable AlertChange change) {
    AnomalyAlert alert =
        new PlainAlerts("pump")
            .of(
                AlertKind.ANOMALY,
                "k",
                state,
                new PlainAlerts.Standing(10_000, second * 1000, second * 1000, 1, 1, 1, sequence),
                null);
    alert.setChange(change);
    alert.setUpdatedAt(at(second));
    return alert;
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
