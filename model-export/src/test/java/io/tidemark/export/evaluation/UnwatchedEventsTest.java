package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.evaluation.PumpTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows of 4 ticks of a second, a warm-up of 60, a value is carried for 3; nothing is late. */
class UnwatchedEventsTest {
  @TempDir Path folder;

  @Test
  void anEventInTheWarmUpIsMissed() throws IOException {
    List<Row> rows = jumps(100);
    rows.subList(20, 30).replaceAll(UnwatchedEventsTest::labelled);

    JsonNode json = evaluate(rows);

    assertMissed(json, "WARM_UP");
    assertThat(event(json, 0).get("ticksUnwatched").get("WARM_UP").asInt()).isEqualTo(10);
    assertThat(event(json, 1).get("detected").asBoolean()).isTrue();
    assertThat(json.get("ticksUnwatched").get("WARM_UP").asInt()).isEqualTo(60);
  }

  @Test
  void anEventThatBeginsInTheWarmUpCountsOnceAndItsDelayFromItsStart() throws IOException {
    JsonNode json = evaluate(jumps(55));

    assertThat(json.get("events").asInt()).isEqualTo(1);
    assertThat(event(json, 0).get("ticks").asInt()).isEqualTo(10);
    assertThat(event(json, 0).get("ticksWatched").asInt()).isEqualTo(5);
    assertThat(event(json, 0).get("unwatched").isNull()).isTrue();
    if (event(json, 0).get("detected").asBoolean()) {
      assertThat(event(json, 0).get("delaySeconds").asDouble()).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void anEventRightAfterAGapIsMissed() throws IOException {
    List<Row> rows = jumps(100);
    rows.removeIf(row -> second(row) >= 70 && second(row) < 107);

    JsonNode json = evaluate(rows);

    assertThat(json.get("eventRecall").asDouble()).isZero();
    assertThat(event(json, 0).get("unwatched").asText()).isEqualTo("GAP");
    assertThat(event(json, 0).get("ticks").asInt()).isEqualTo(3);
    assertThat(json.get("perKey").get(0).get("ticksUnwatched").get("GAP").asInt()).isEqualTo(3);
  }

  @Test
  void anEventWhileAReadingIsMissingIsFoundByTheOthers() throws IOException {
    List<Row> rows = jumps(80, 120);
    rows.replaceAll(
        row ->
            second(row) >= 65 && second(row) < 95
                ? new Row(row.time(), row.key(), row.current(), Double.NaN, row.label())
                : row);

    JsonNode json = evaluate(rows);

    assertThat(json.get("eventRecall").asDouble()).isEqualTo(1);
    assertThat(json.get("ticksUnwatched").has("READING_MISSING")).isFalse();
  }

  @Test
  void anEventWhoseRowsAreLateIsMissed() throws IOException {
    List<Row> rows = jumps(80, 120);
    List<Row> late = rows.stream().filter(row -> second(row) >= 80 && second(row) < 90).toList();
    rows.removeAll(late);
    rows.addAll(rows.size() - 5, late);

    Metrics metrics = metrics(rows, null);

    assertMissed(metrics.toJson(), "LATE");
    assertThat(metrics.toJson().get("lateRows").asInt()).isEqualTo(10);
    assertThat(metrics.lateRows())
        .startsWith("10 of 160 events came too late for their tick")
        .endsWith("window.lateness, 0s, such as the one of p1 at 2026-03-01T10:01:20Z");
  }

  @Test
  void anEventOfAKeyWithRarerEventsThanTheTickIsMissed() throws IOException {
    List<Row> rows = jumps(100);
    for (int i = 0; i < 100; i++) {
      rows.add(
          new Row(PumpTable.START.plusSeconds(15L * i), "slow", 10 + i % 3, 3 + i % 2, i == 80));
    }

    Metrics metrics = metrics(rows, null);

    JsonNode json = metrics.toJson();
    assertThat(json.get("events").asInt()).isEqualTo(2);
    assertThat(json.get("eventsDetected").asInt()).isEqualTo(1);
    assertThat(event(json, 1).get("unwatched").asText()).isEqualTo("RARER_THAN_TICK");
    assertThat(metrics.keysUnwatched()).isEqualTo(Map.of("slow", Unwatched.RARER_THAN_TICK));
  }

  @Test
  void anEventBetweenTwoWindowsIsMissed() throws IOException {
    DetectorDefinition strided =
        definition(yaml -> yaml.replace("length: 4", "length: 4, stride: 5"));
    List<Row> rows = jumps(160);
    // Windows end in second 60, 65, ...
    rows.replaceAll(row -> second(row) == 72 ? labelled(row) : row);

    JsonNode json = metrics(strided, rows, null).toJson();

    assertThat(event(json, 0).get("unwatched").asText()).isEqualTo("STRIDE");
    assertThat(json.get("ticksUnwatched").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("WARM_UP");
  }

  @Test
  void aPeriodWithoutARowOfTheKeyIsAMissedEvent() throws IOException {
    List<Row> rows = jumps(100);
    rows.removeIf(row -> second(row) >= 120 && second(row) < 140);
    Path events =
        Files.writeString(
            folder.resolve("events.csv"),
            """
            key,start,end
            p1,2026-03-01T10:01:40Z,2026-03-01T10:01:49Z
            p1,2026-03-01T10:02:05Z,2026-03-01T10:02:10Z
            p1,2026-03-01T10:02:25.200Z,2026-03-01T10:02:25.700Z
            p1,2026-03-02T10:00:00Z,2026-03-02T10:00:10Z
            p7,2026-03-01T10:01:40Z,2026-03-01T10:01:49Z
            """);

    Metrics metrics = metrics(rows, events);

    JsonNode json = metrics.toJson();
    assertThat(json.get("events").asInt()).isEqualTo(3);
    assertThat(json.get("eventsDetected").asInt()).isEqualTo(1);
    assertThat(event(json, 1).get("unwatched").asText()).isEqualTo("NO_EVENTS");
    assertThat(event(json, 1).get("start").asText()).isEqualTo("2026-03-01T10:02:05Z");
    // Shorter than a tick: that of the tick it lies in.
    assertThat(event(json, 2).get("ticks").asInt()).isEqualTo(1);
    assertThat(json.get("eventsNotCounted").asInt()).isEqualTo(2);
    assertThat(metrics.eventsElsewhere())
        .isEqualTo("1 of keys without a row (p7), 1 before the first row or after the last");
  }

  @Test
  void aPeriodOfEveryKeyIsAnEventOfThoseThatWereThere() throws IOException {
    List<Row> rows = jumps(100);
    PumpTable.of("p2", 80, 70, 2).rows().forEach(rows::add);
    Path events =
        Files.writeString(
            folder.resolve("events.csv"),
            "key,start,end\n*,2026-03-01T10:01:40Z,2026-03-01T10:01:49Z\n");

    JsonNode json = metrics(rows, events).toJson();

    assertThat(json.get("events").asInt()).isEqualTo(1);
    assertThat(event(json, 0).get("key").asText()).isEqualTo("p1");
  }

  @Test
  void pointsAreTicksWithAVerdictOnly() throws IOException {
    List<Row> rows = jumps(100);
    JsonNode without = evaluate(rows);
    rows.subList(20, 30).replaceAll(UnwatchedEventsTest::labelled);
    JsonNode with = evaluate(rows);

    for (String figure : List.of("rocAuc", "prAuc", "vusPr", "vusRoc", "baseRate", "f1")) {
      assertThat(with.get(figure)).as(figure).isEqualTo(without.get(figure));
    }
    assertThat(with.get("eventRecall").asDouble()).isEqualTo(0.5);
    assertThat(without.get("eventRecall").asDouble()).isEqualTo(1);
  }

  @Test
  void namesTheReasonOfEachTickInTheScores() throws IOException {
    List<Row> rows = jumps(100);
    rows.removeIf(row -> second(row) >= 70 && second(row) < 80);
    evaluate(rows);

    List<String> lines = Files.readAllLines(folder.resolve("out/scores.csv"));
    assertThat(lines.get(1)).endsWith(",0,,,,,,WARM_UP");
    assertThat(lines.get(61)).contains(",20.0,0,").endsWith(",");
    assertThat(lines.get(71)).endsWith(",0,,,,,,GAP");
    assertThat(lines.get(74)).contains(",20.0,0,").endsWith(",");
  }

  @Test
  void refusesATableOfWhichNoWindowIsScored() {
    List<Row> slow = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      slow.add(new Row(PumpTable.START.plusSeconds(15L * i), "p1", 10 + i % 3, 3, false));
    }
    assertRefused(
        slow,
        "no window was scored: a key's events come 15s apart (median), and a window starts over when"
            + " more than window.maxGap, 3 ticks of 1s, pass without one; set window.tick to 15s or"
            + " more");

    List<Row> bursts = jumps(100);
    bursts.removeIf(row -> second(row) % 10 > 2);
    assertRefused(
        bursts,
        "no window was scored: a window has 4 ticks, and no key has as many in a row with gaps of"
            + " at most window.maxGap, 3 ticks of 1s; p1 has the most, 3");

    assertRefused(
        jumps(100).subList(0, 60),
        "no window was judged: a key warms up for baseline.warmup, 60 ticks with events, before its"
            + " first verdict, and p1 has the most, 60");
    assertRefused(
        jumps(100).subList(0, 40),
        "no window was scored: a key warms up for baseline.warmup, 60 ticks with events, before its"
            + " first verdict, and p1 has the most, 40");

    List<Row> newestFirst = jumps(100);
    Collections.reverse(newestFirst);
    assertRefused(
        newestFirst,
        "no window was scored: 159 of 160 events came too late for their tick: they are behind the"
            + " newest event of their key by more than window.lateness, 0s, such as the one of p1 at"
            + " 2026-03-01T10:02:38Z; sort the rows by time, or by key and time");
  }

  @Test
  void aFeatureWithoutAnyValueIsNamed() throws IOException {
    List<Row> silent = jumps(100);
    silent.replaceAll(
        row -> new Row(row.time(), row.key(), row.current(), Double.NaN, row.label()));

    JsonNode json = evaluate(silent);

    assertThat(json.get("featuresWithoutValue").get(0).asText()).isEqualTo("pressure");
    assertThat(json.get("eventRecall").asDouble()).isEqualTo(1);
  }

  private void assertRefused(List<Row> rows, String message) {
    assertRefused(PumpTable.definition(), rows, message);
  }

  private void assertRefused(DetectorDefinition definition, List<Row> rows, String message) {
    assertThatThrownBy(() -> metrics(definition, rows, null))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(folder.resolve("t.csv") + ": " + message);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** The first of two events is missed for this reason, and counts. */
  private static void assertMissed(JsonNode json, String reason) {
    assertThat(json.get("events").asInt()).isEqualTo(2);
    assertThat(json.get("eventsDetected").asInt()).isEqualTo(1);
    assertThat(json.get("eventRecall").asDouble()).isEqualTo(0.5);
    assertThat(json.get("eventsUnwatched").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(reason);
    assertThat(json.get("eventsUnwatched").get(reason).asInt()).isEqualTo(1);
    assertThat(event(json, 0).get("detected").asBoolean()).isFalse();
    assertThat(event(json, 0).get("unwatched").asText()).isEqualTo(reason);
    assertThat(event(json, 0).get("ticksWatched").asInt()).isZero();
  }

  private static JsonNode event(JsonNode json, int index) {
    return json.get("labelledEvents").get(index);
  }

  /** A pump of 160 seconds with labelled jumps of ten. */
  private static List<Row> jumps(int... seconds) {
    List<Row> rows = new ArrayList<>();
    for (int second = 0; second < 160; second++) {
      boolean jump = false;
      for (int from : seconds) {
        jump |= second >= from && second < from + 10;
      }
      rows.add(
          new Row(
              PumpTable.START.plusSeconds(second),
              "p1",
              10 + Math.sin(second * 1.7) / 2 + (jump ? 8 : 0),
              3 + Math.cos(second * 2.3) / 5,
              jump));
    }
    return rows;
  }

  private static Row labelled(Row row) {
    return new Row(row.time(), row.key(), row.current(), row.pressure(), true);
  }

  private static long second(Row row) {
    return row.time().getEpochSecond() - PumpTable.START.getEpochSecond();
  }

  private static DetectorDefinition definition(UnaryOperator<String> change) {
    return PumpTable.definition(change);
  }

  private JsonNode evaluate(List<Row> rows) throws IOException {
    return metrics(rows, null).toJson();
  }

  private Metrics metrics(List<Row> rows, @Nullable Path events) throws IOException {
    return metrics(PumpTable.definition(), rows, events);
  }

  private Metrics metrics(DetectorDefinition definition, List<Row> rows, @Nullable Path events)
      throws IOException {
    return Evaluation.run(
        definition,
        PumpTable.model(folder),
        new PumpTable(rows).write(folder.resolve("t.csv")),
        folder.resolve("out"),
        EvaluationOptions.of(definition, events),
        EvaluationListener.SILENT);
  }
}
