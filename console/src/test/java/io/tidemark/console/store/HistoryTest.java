package io.tidemark.console.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.console.incident.Incident;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.store.IncidentQuery.Order;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final long MIB = 1L << 20;
  private static final StoreLimit LARGE = new StoreLimit(1L << 30);
  private static final int NOTE = 20_000;

  @TempDir Path folder;
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Random random = new Random(1);
  private History history;

  @BeforeEach
  void open() {
    history = History.open(folder, LARGE, clock);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void theOldestIncidentsGoBeforeTheFileIsLargerThanItsLimit() throws IOException {
    reopen(new StoreLimit(24 * MIB));

    for (int i = 0; i < 60; i++) {
      appendUntilItIsTaken(incidents("i" + i + "-", 50)); // 60 MB in all
      assertThat(file()).isLessThan(32 * MIB);
    }

    assertThat(history.details("i0-0")).isEmpty();
    assertThat(history.details("i59-49")).isPresent();
    // how much is removed at a time depends on when the database writes what it holds in memory
    assertThat(history.messages()).isBetween(300L, 32 * MIB / NOTE);
  }

  @Test
  void aHistoryOfALargerLimitIsCutAndItsFileBecomesSmaller() throws IOException {
    for (int i = 0; i < 40; i++) {
      append(incidents("i" + i + "-", 50));
    }
    reopen(LARGE); // writes what the database still holds in memory
    assertThat(file()).isGreaterThan(32 * MIB);

    reopen(new StoreLimit(8 * MIB));
    appendUntilItIsTaken(incidents("new", 1));

    assertThat(file()).isLessThan(8 * MIB);
    assertThat(history.details("i0-0")).isEmpty();
    assertThat(history.details("i39-49")).isPresent();
    assertThat(history.details("new0")).isPresent();
  }

  @Test
  void whatIsForgottenIsRemovedInSmallStepsThatLeaveTheFileAsItIs() throws IOException {
    for (int i = 0; i < 40; i++) {
      append(incidents("i" + i + "-", 50));
    }
    reopen(LARGE);
    long before = file();
    clock.move(Duration.ofDays(2));

    while (!history.forget(Duration.ofDays(1))) {
      assertThat(history.messages()).isPositive();
    }
    reopen(LARGE);

    assertThat(file()).isLessThan(before + before / 4);
    assertThat(history.messages()).isZero();
  }

  @Test
  void whatCannotBeKeptIsRefusedAsAWholeAndTheHistoryGoesOn() {
    AnomalyAlert outOfTime = Alerts.opened("time", "pump");
    outOfTime.setOpenedAt(Instant.MAX);

    assertThatThrownBy(() -> append(List.of(Alerts.opened("good", "pump"), outOfTime)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("overflow");
    assertThat(history.messages()).isZero();

    append(List.of(Alerts.opened("good", "pump")));
    assertThat(history.messages()).isEqualTo(1);
  }

  @Test
  void ofAnIncidentThatLastsTheNewestThousandMessagesAreKept() {
    for (int from = 0; from < 1_500; from += 100) {
      List<AnomalyAlert> messages = new ArrayList<>();
      for (int i = from; i < from + 100; i++) {
        messages.add(Alerts.withNote("a", i, 10));
      }
      append(messages);
    }

    assertThat(history.messages()).isEqualTo(1_000);
    assertThat(history.details("a").orElseThrow().messages())
        .extracting(AnomalyAlert::getSequence)
        .startsWith(500)
        .endsWith(1_499);
  }

  @Test
  void aScoreOfAnIncidentThatIsGoneIsNotKept() {
    append(List.of(Alerts.opened("there", "pump")));
    Reading reading = new Reading(Alerts.OPENED, 1, 1, 1, Alerts.OPENED);
    List<ScorePoint> points =
        List.of(new ScorePoint("there", reading), new ScorePoint("gone", reading));

    history.append(new Batch(List.of(), Map.of(), points, List.of(), List.of()));
    append(List.of(Alerts.opened("gone", "pump")));

    assertThat(history.details("there").orElseThrow().scores()).hasSize(1);
    assertThat(history.details("gone").orElseThrow().scores()).isEmpty();
  }

  @Test
  void atMostAThousandDetectorsAreOfferedAndThoseThatAreForgottenAreNot() {
    List<AnomalyAlert> many = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      AnomalyAlert alert = Alerts.opened("i" + i, "pump");
      alert.setDetector("detector-" + i);
      many.add(alert);
    }
    append(many);
    assertThat(history.overview().detectors()).hasSize(1_000);
    reopen(LARGE);
    assertThat(history.overview().detectors()).hasSize(1_000);

    clock.move(Duration.ofDays(2));
    append(List.of(Alerts.opened("new", "pump")));
    assertThat(history.forget(Duration.ofDays(1))).isTrue();

    assertThat(history.overview().detectors()).containsExactly("plant");
  }

  @Test
  void theScoresOfKeysWithoutAnIncidentAreForgottenByTheirAge() {
    Reading old = new Reading(Alerts.OPENED, 1, 1, 1, clock.instant());
    KeyName silent = new KeyName("plant", "silent");
    KeyName told = new KeyName("plant", "told");
    history.append(
        new Batch(List.of(), Map.of(silent, old, told, old), List.of(), List.of(), List.of()));
    clock.move(Duration.ofDays(2));
    append(List.of(Alerts.opened("a", "told")));

    assertThat(history.forget(Duration.ofDays(1))).isTrue();

    List<KeyName> kept = new ArrayList<>();
    history.eachReading((name, reading) -> kept.add(name));
    assertThat(kept).containsExactly(told);
  }

  @Test
  void anIncidentJoinsTheSituationOfThoseThatWereKeptBeforeARestart() {
    append(List.of(Alerts.opened("a", "pump-1"), Alerts.opened("b", "pump-2")));
    reopen(LARGE);

    append(List.of(Alerts.opened("c", "pump-3")));

    assertThat(history.membersOf("a", 10)).extracting(Incident::alertId).contains("a", "b", "c");
    assertThat(history.situations(List.of("a")).get("a"))
        .isEqualTo(new SituationFigures(3, 3, Severity.HIGH));
  }

  @Test
  void incidentsBelongTogetherByTheRulesThatAreGiven() {
    history.close();
    SituationRules bySite = new SituationRules(Duration.ofMinutes(1), Set.of("site"));
    history = History.open(folder, LARGE, bySite, clock);
    append(List.of(at("a", "berlin"), at("b", "oslo"), at("c", "berlin")));
    history.close();
    history = History.open(folder, LARGE, null, clock);
    append(List.of(at("d", "berlin")));

    assertThat(situation("a")).isEqualTo("a").isEqualTo(situation("c"));
    assertThat(situation("b")).isEqualTo("b");
    assertThat(situation("d")).as("without rules each is by itself").isEqualTo("d");
  }

  private static AnomalyAlert at(String id, String site) {
    AnomalyAlert alert = Alerts.opened(id, "pump-" + id);
    alert.setTags(Map.of("site", site, "firmware", "7"));
    return alert;
  }

  private @Nullable String situation(String id) {
    return history.details(id).orElseThrow().incident().situation();
  }

  @Test
  void whatIsLeftOfASituationWhoseFirstIncidentIsForgottenIsStillListed() {
    append(List.of(Alerts.opened("a", "pump-1")));
    clock.move(Duration.ofDays(2));
    append(List.of(Alerts.opened("b", "pump-2"), Alerts.opened("c", "pump-3")));
    assertThat(history.forget(Duration.ofDays(1))).isTrue();
    IncidentQuery onePerSituation = query(null, Order.NEWEST, null, true, 10);

    assertThat(ids(onePerSituation)).containsExactly("b", "c");
  }

  @Test
  void theWorstOfThoseThatLastComeFirst() {
    append(
        List.of(
            incident("mild", "pump-1", Severity.HIGH, 2),
            incident("old", "pump-2", Severity.HIGH, 3),
            incident("strong", "pump-3", Severity.HIGH, 9),
            incident("critical", "pump-4", Severity.CRITICAL, 1.5),
            incident("over", "pump-5", Severity.CRITICAL, 9),
            Alerts.message("over", 1, AlertState.RESOLVED, Severity.CRITICAL, "pump-5")));
    AnomalyAlert young = incident("young", "pump-6", Severity.HIGH, 3);
    young.setOpenedAt(Alerts.OPENED.plusSeconds(600));
    append(List.of(young));

    assertThat(worst(false, 10)).containsExactly("critical", "strong", "young", "old", "mild");
    assertThat(worst(false, 2)).containsExactly("critical", "strong");
  }

  @Test
  void aSituationStandsAmongTheOpenOnesByItsWorstOpenIncidentAndIsNotAmongTheOthers() {
    append(
        List.of(
            incident("first", "pump-1", Severity.CRITICAL, 9),
            incident("second", "pump-2", Severity.LOW, 2),
            incident("third", "pump-3", Severity.MEDIUM, 2),
            Alerts.message("first", 1, AlertState.RESOLVED, Severity.CRITICAL, "pump-1")));
    AnomalyAlert alone = incident("alone", "fan-1", Severity.HIGH, 2);
    alone.setOpenedAt(Alerts.OPENED.minusSeconds(86_400));
    append(List.of(alone));

    assertThat(worst(true, 10)).containsExactly("alone", "third");
    assertThat(over()).isEmpty();

    append(
        List.of(
            Alerts.message("second", 1, AlertState.RESOLVED, Severity.LOW, "pump-2"),
            Alerts.message("third", 1, AlertState.NEW_NORMAL, Severity.MEDIUM, "pump-3")));

    assertThat(worst(true, 10)).containsExactly("alone");
    assertThat(over()).as("the first stands for all").containsExactly("first");
  }

  @Test
  void theWorstAreOnePageOfThoseThatLast() {
    assertThatThrownBy(() -> query(null, Order.WORST, null, false, 10))
        .hasMessage("order: worst is accepted with state=open or attention=true only");
    assertThatThrownBy(() -> query(true, Order.WORST, "a", false, 10))
        .hasMessageStartingWith("order: worst is not accepted with situation or before");
  }

  private List<String> worst(boolean onePerSituation, int limit) {
    return ids(query(true, Order.WORST, null, onePerSituation, limit));
  }

  private List<String> over() {
    return ids(query(false, Order.NEWEST, null, true, 10));
  }

  private List<String> ids(IncidentQuery query) {
    return history.incidents(query).stream().map(Incident::alertId).toList();
  }

  private static IncidentQuery query(
      @Nullable Boolean open,
      Order order,
      @Nullable String before,
      boolean onePerSituation,
      int limit) {
    return new IncidentQuery(
        null,
        null,
        null,
        open,
        null,
        false,
        null,
        null,
        before,
        null,
        onePerSituation,
        order,
        limit);
  }

  /** An incident with a peak at a multiple of its threshold. */
  private static AnomalyAlert incident(String id, String key, Severity severity, double ratio) {
    AnomalyAlert alert = Alerts.message(id, 0, AlertState.OPEN, severity, key);
    alert.setPeakScore(ratio * alert.getThreshold());
    return alert;
  }

  @Test
  void aHistoryOfAVersionWithoutSituationsIsReadOn() throws Exception {
    append(List.of(Alerts.opened("a", "pump-1")));
    history.close();
    try (Database database = Database.open(StoreFolder.create(folder))) {
      database.write(
          connection -> {
            try (var statement = connection.createStatement()) {
              statement.execute("DROP INDEX incident_by_situation");
              statement.execute("ALTER TABLE incident DROP COLUMN situation");
            }
          });
    }
    history = History.open(folder, LARGE, clock);

    append(List.of(Alerts.opened("b", "pump-2")));

    assertThat(history.details("a").orElseThrow().incident().situation()).isNull();
    assertThat(history.details("b").orElseThrow().incident().situation()).isEqualTo("b");
  }

  private void reopen(StoreLimit limit) {
    history.close();
    history = History.open(folder, limit, clock);
  }

  private long position;

  private void append(List<AnomalyAlert> alerts) {
    clock.move(Duration.ofSeconds(1));
    position += alerts.size();
    history.append(
        new Batch(
            alerts, Map.of(), List.of(), List.of(), List.of(new Position("alerts", 0, position))));
  }

  /** As a reader of Kafka does. */
  private void appendUntilItIsTaken(List<AnomalyAlert> alerts) {
    for (int i = 0; i < 100; i++) {
      try {
        append(alerts);
        return;
      } catch (StoreException larger) {
        assertThat(larger).hasMessageContaining("more than its limit of ");
      }
    }
    throw new AssertionError("it is never taken");
  }

  /** Each of some 20 KB that cannot be compressed. */
  private List<AnomalyAlert> incidents(String prefix, int count) {
    List<AnomalyAlert> alerts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AnomalyAlert alert = Alerts.opened(prefix + i, "pump");
      StringBuilder note = new StringBuilder();
      random.ints(NOTE, ' ', '~').forEach(letter -> note.append((char) letter));
      alert.setNote(note.toString());
      alerts.add(alert);
    }
    return alerts;
  }

  private long file() throws IOException {
    return Files.size(folder.resolve("console.mv.db"));
  }
}
