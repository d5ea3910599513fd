package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.action.Actions;
import io.tidemark.console.action.Standing;
import io.tidemark.console.action.Standing.Status;
import io.tidemark.console.incident.Incident;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionTableTest {
  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private History history;

  @BeforeEach
  void open() {
    history = History.open(folder, new StoreLimit(1L << 30), clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void whatPeopleDidIsThereAfterARestartAndARepetitionChangesNothing() {
    keep(Alerts.opened("a", "pump-a"));
    IncidentAction assigned = Actions.action("a", 0, IncidentActionKind.ASSIGN);
    IncidentAction acknowledged = Actions.action("a", 0, IncidentActionKind.ACKNOWLEDGE);
    IncidentAction closed = Actions.action("a", 0, IncidentActionKind.CLOSE);
    act(assigned, acknowledged, closed);
    act(acknowledged);
    close();
    open();

    IncidentDetails details = history.details("a").orElseThrow();
    assertThat(details.actions())
        .extracting(IncidentAction::getId)
        .containsExactly(assigned.getId(), acknowledged.getId(), closed.getId());
    assertThat(details.actions().get(2).getComment()).isEqualTo("on it");
    assertThat(details.actions().get(2).getKey()).isEqualTo("pump-a");
    assertThat(details.incident().standing())
        .isEqualTo(new Standing(Status.CLOSED, 0, "ana", closed.getTime(), "kim"));
  }

  @Test
  void anActionThatComesBeforeItsIncidentCountsWhenThatComes() {
    act(Actions.action("a", 0, IncidentActionKind.ACKNOWLEDGE));
    keep(Alerts.opened("b", "pump-b"));
    keep(Alerts.opened("a", "pump-a"));

    assertThat(standing("a").status()).isEqualTo(Status.ACKNOWLEDGED);
    assertThat(standing("b")).isEqualTo(Standing.NONE);
  }

  @Test
  void whatNeedsAttentionIsOpenAndNeitherAcknowledgedNorClosed() {
    for (String id : List.of("a", "b", "c", "d")) {
      keep(Alerts.opened(id, "pump-" + id));
    }
    keep(Alerts.message("d", 1, AlertState.RESOLVED, Severity.HIGH, "pump-d"));
    act(
        Actions.action("a", 0, IncidentActionKind.ACKNOWLEDGE),
        Actions.action("b", 0, IncidentActionKind.CLOSE),
        Actions.action("c", 0, IncidentActionKind.COMMENT));
    assertThat(needAttention()).containsExactly("c");

    act(Actions.action("a", 0, IncidentActionKind.REOPEN));
    AnomalyAlert critical = Alerts.message("b", 1, AlertState.UPDATE, Severity.CRITICAL, "pump-b");
    critical.setPreviousSeverity(Severity.HIGH);
    keep(critical);

    assertThat(needAttention()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(history.overview().attention()).isEqualTo(3);
    assertThat(standing("b").status()).isEqualTo(Status.NONE);
    act(Actions.action("b", 1, IncidentActionKind.CLOSE));
    assertThat(standing("b").status()).as("closed when it was critical").isEqualTo(Status.CLOSED);
    assertThat(history.overview())
        .extracting(Overview::attention, overview -> overview.open().values())
        .as("of three that last")
        .asString()
        .isEqualTo("[2, [2, 1]]");
  }

  @Test
  void anAcknowledgementEndsWhenTheIncidentComesBackWhicheverIsReadFirst() {
    AnomalyAlert back = Alerts.message("a", 4, AlertState.UPDATE, Severity.HIGH, "pump-a");
    back.setChange(AlertChange.REOPENED);
    keep(Alerts.opened("a", "pump-a"), back);
    act(Actions.action("a", 2, IncidentActionKind.ACKNOWLEDGE));
    assertThat(standing("a").status()).isEqualTo(Status.NONE);
    assertThat(needAttention()).containsExactly("a");

    act(Actions.action("a", 4, IncidentActionKind.ACKNOWLEDGE));
    assertThat(needAttention()).isEmpty();
  }

  @Test
  void theNewestActionsAndTextsOfSomeLengthAreKept() {
    keep(Alerts.opened("a", "pump-a"));
    List<IncidentAction> many = new ArrayList<>();
    for (int i = 0; i < ActionTable.MOST + 5; i++) {
      IncidentAction action = Actions.action("a", i, IncidentActionKind.COMMENT);
      action.setComment("x".repeat(5_000));
      many.add(action);
    }
    act(many.toArray(new IncidentAction[0]));

    List<IncidentAction> kept = history.details("a").orElseThrow().actions();
    assertThat(kept).hasSize(ActionTable.MOST);
    assertThat(kept.get(0).getSequence()).isEqualTo(5);
    assertThat(kept.get(0).getComment()).hasSizeLessThanOrEqualTo(2_000);
  }

  @Test
  void actionsOnIncidentsThatNeverComeAreBounded() {
    List<IncidentAction> strange = new ArrayList<>();
    for (int i = 0; i < ActionTable.MOST_WAITING + 1; i++) {
      strange.add(Actions.action("i" + i, 0, IncidentActionKind.CLOSE));
    }
    act(strange.toArray(new IncidentAction[0]));
    keep(Alerts.opened("i0", "pump"), Alerts.opened("i1", "pump"));

    assertThat(standing("i0")).as("the oldest is forgotten").isEqualTo(Standing.NONE);
    assertThat(standing("i1").status()).isEqualTo(Status.CLOSED);
  }

  @Test
  void whatPeopleDidIsForgottenWithTheIncident() {
    keep(Alerts.opened("a", "pump-a"));
    act(Actions.action("a", 0, IncidentActionKind.CLOSE));
    clock.move(Duration.ofDays(2));
    assertThat(history.forget(Duration.ofDays(1))).isTrue();

    keep(Alerts.opened("a", "pump-a"));

    assertThat(history.details("a").orElseThrow().actions()).isEmpty();
    assertThat(standing("a")).isEqualTo(Standing.NONE);
  }

  private Standing standing(String id) {
    return history.details(id).orElseThrow().incident().standing();
  }

  private List<String> needAttention() {
    IncidentQuery query =
        new IncidentQuery(
            null,
            null,
            null,
            null,
            null,
            true,
            null,
            null,
            null,
            null,
            false,
            IncidentQuery.Order.NEWEST,
            10);
    return history.incidents(query).stream().map(Incident::alertId).toList();
  }

  private void keep(AnomalyAlert... alerts) {
    history.append(new Batch(List.of(alerts), Map.of(), List.of(), List.of(), List.of()));
  }

  private void act(IncidentAction... actions) {
    history.append(new Batch(List.of(), Map.of(), List.of(), List.of(actions), List.of()));
  }
}
