package io.tidemark.console.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.wire.WireFormat;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private final ListedActions written = new ListedActions();
  private final Standings standings = new Standings(written, Clock.systemUTC());

  @Test
  void aMessageThatReopensItsIncidentIsWrittenUnderTheSameIdEachTime() {
    standings.accept(Actions.action("a", 0, IncidentActionKind.CLOSE), 0, 0);
    standings.reopen(Alerts.opened("a", "pump-a"));
    standings.reopen(Alerts.opened("a", "pump-a"));

    assertThat(standings.of("a").status()).isEqualTo(Standing.Status.NONE);
    assertThat(written.taken)
        .hasSize(2)
        .extracting(IncidentAction::getId)
        .containsOnly(written.taken.get(0).getId());
    assertThat(written.taken.get(0).getAction()).isEqualTo(IncidentActionKind.REOPEN);
    assertThat(written.taken.get(0).getAuthor()).isEqualTo("tidemark");
  }

  @Test
  void whatCannotBeWrittenHasNotReopenedAnything() {
    standings.accept(Actions.action("a", 0, IncidentActionKind.CLOSE), 0, 0);
    written.away = true;

    assertThatThrownBy(() -> standings.reopen(Alerts.opened("a", "pump-a")))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(standings.of("a").status()).isEqualTo(Standing.Status.CLOSED);
  }

  @Test
  void theirNumberIsBounded() {
    for (int i = 0; i <= Standings.MOST; i++) {
      standings.accept(Actions.action("a" + i, 0, IncidentActionKind.CLOSE), 0, i);
    }
    assertThat(standings.of("a0")).as("the one acted on first").isEqualTo(Standing.NONE);
    assertThat(standings.of("a1").status()).isEqualTo(Standing.Status.CLOSED);
  }

  @Test
  void theTopicIsKeyedAsTheAlertsAre() throws Exception {
    IncidentAction action = Actions.action("a", 0, IncidentActionKind.ASSIGN);

    var record =
        ActionTopic.record("actions", action, WireFormat.AVRO.encoder(IncidentAction.class));

    assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("plant/pump-a");
    assertThat(WireFormat.AVRO.decoder(IncidentAction.class).decode(record.value()))
        .isEqualTo(action);
  }
}
