package io.tidemark.detector.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.RoundTrip;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastAlertsTest {
  private final List<AnomalyAlert> sent = new ArrayList<>();
  private final List<AnomalyAlert> kept = new ArrayList<>();
  private PastAlerts past = new PastAlerts();

  @Test
  void anIncidentThatEndsInThePastIsNeverSent() {
    take(1, AlertState.OPEN, 0);
    take(1, AlertState.RESOLVED, 1);
    take(2, AlertState.OPEN, 0);
    take(2, AlertState.NEW_NORMAL, 1);
    past.end(sent::add);

    assertThat(sent).isEmpty();
    assertThat(kept).hasSize(4);
  }

  @Test
  void anIncidentThatEndedInThePastAndComesBackIsSentAsAnOpening() {
    take(1, AlertState.OPEN, 0);
    take(1, AlertState.RESOLVED, 1);
    past = RoundTrip.of(past, PastAlerts::write, PastAlerts::read);
    past.end(sent::add);
    past = RoundTrip.of(past, PastAlerts::write, PastAlerts::read);
    take(1, AlertState.UPDATE, 2);
    take(1, AlertState.UPDATE, 3);
    take(1, AlertState.RESOLVED, 4);

    assertThat(sent)
        .extracting(alert -> alert.getState() + " " + alert.getSequence())
        .containsExactly("OPEN 0", "UPDATE 1", "RESOLVED 2");
    assertThat(past.isOver()).isTrue();
  }

  @Test
  void anIncidentThatLastsOpensWhenThePastHasBeenReadAndIsNumberedFromThereOn() {
    take(1, AlertState.OPEN, 0);
    take(1, AlertState.UPDATE, 1);
    take(1, AlertState.UPDATE, 2);
    past = RoundTrip.of(past, PastAlerts::write, PastAlerts::read);
    past.end(sent::add);
    past = RoundTrip.of(past, PastAlerts::write, PastAlerts::read);
    take(1, AlertState.UPDATE, 3);
    take(2, AlertState.OPEN, 0);
    assertThat(past.isOver()).isFalse();
    take(1, AlertState.RESOLVED, 4);

    assertThat(sent)
        .extracting(alert -> alert.getState() + " " + alert.getSequence())
        .containsExactly("OPEN 0", "UPDATE 1", "OPEN 0", "RESOLVED 2");
    assertThat(sent.get(0).getPeakScore()).as("the newest message").isEqualTo(2);
    assertThat(past.isOver()).isTrue();
  }

  private void take(int incident, AlertState state, int sequence) {
    AnomalyAlert alert =
        new PlainAlerts("pump")
            .of(
                AlertKind.GAP,
                "k",
                state,
                new PlainAlerts.Standing(incident, incident, 9, 1, sequence, 1, sequence),
                null);
    past.take(alert, sent::add, kept::add);
  }
}
