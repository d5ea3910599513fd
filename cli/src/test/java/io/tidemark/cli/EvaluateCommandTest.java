package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.Mixing;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.export.Tank;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} and {@code tune} on two tanks of 120 seconds with an event in each. */
class EvaluateCommandTest {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<String> rows = new ArrayList<>();
  private Path detector;

  @BeforeEach
  void define() throws IOException {
    detector = Tank.define(folder, "{per: key, warmup: 60}");
    Files.write(folder.resolve("tank.onnx"), TinyModel.of(DefinitionReader.read(detector)).bytes());
    for (int second = 0; second < 120; second++) {
      rows.add(row("a", second, second >= 100 && second < 110));
      rows.add(row("b", second, second >= 20 && second < 30));
    }
  }

  @Test
  void saysWhatWasNotWatchedAndWhy() throws IOException {
    rows.add(rows.get(200));
    rows.add(row("c", 1, false));

    assertThat(evaluate().replaceAll("(ROC-AUC|VUS-PR) [01]\\.\\d{3}", "$1 #"))
        .isEqualTo(
            """
            1 incident
            1 of 2 events detected, 0 missed and 1 not watched (warm-up 1), 0 false alarms, 0.000 per key and day
            ROC-AUC #, VUS-PR # with base rate 0.167
            Not watched: 121 of 241 ticks (warm-up 121)
            Without any verdict: 1 of 3 keys (c: warm-up)
            Late: 1 of 242 events came too late for their tick: they are behind the newest event of their key by more than window.lateness, 0s, such as the one of a at 2026-01-05T06:01:40Z; they are left out
            Wrote scores.csv, metrics.json and report.html in %s
            """
                .formatted(folder.resolve("out")));
    JsonNode json = new ObjectMapper().readTree(evaluate("--json"));
    assertThat(json.path("labelledEvents").path(1).path("unwatched").asText()).isEqualTo("WARM_UP");
    assertThat(json.path("eventsUnwatched").path("WARM_UP").asInt()).isEqualTo(1);
    assertThat(json.path("lateRows").asInt()).isEqualTo(1);
  }

  @Test
  void namesLabelledPeriodsThatAreNotOfTheTable() throws IOException {
    rows.add(row("c", 1, false));

    assertThat(evaluate("--events", events().toString()))
        .contains(
            "1 of 2 events detected, 0 missed and 1 not watched (no events 1), 0 false alarms")
        .contains(
            "Labelled events that do not count: 1 of keys without a row (d), 1 before the first"
                + " row or after the last\n");
  }

  @Test
  void tuneCountsTheSameEvents() throws IOException {
    rows.add(row("c", 1, false));
    evaluate();
    String[] tune = {
      "tune",
      "--detector",
      detector.toString(),
      "--scores",
      folder.resolve("out/scores.csv").toString(),
      "--events",
      events().toString()
    };

    assertThat(run(tune))
        .contains("it finds 1 of 2 events with 0 false alarms")
        .contains("    threshold: {sensitivity: ")
        .contains("No threshold finds the events in which no tick was judged: no events 1.")
        .contains("Labelled events that do not count: 1 of keys without a row (d), 1 before");
  }

  @Test
  void takesTheKeysInAnyOrder() throws IOException {
    String expected = evaluate("--json");

    for (Mixing mixing : Mixing.values()) {
      List<String> mixed = mixing.of(List.copyOf(rows), row -> row.split(",")[1]);
      rows.clear();
      rows.addAll(mixed);
      assertThat(evaluate("--json")).as(mixing.name()).isEqualTo(expected);
    }
  }

  @Test
  void saysInOneLineWhyNoWindowWasScored() throws IOException {
    rows.removeIf(row -> !row.contains("0Z,"));
    write();

    assertThat(status(with(List.of("evaluate", "--data", table().toString())))).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "%s: no window was scored: a key's events come 10s apart (median), and a window starts over when more than window.maxGap, 3 ticks of 1s, pass without one; set window.tick to 10s or more%n"
                .formatted(table()));
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  private static String row(String key, int second, boolean anomalous) {
    double level = Math.sin(second * 1.7) / 2 + (anomalous && second > 60 ? 20 : 0);
    return "%s,%s,%.4f,%.4f,%d"
        .formatted(
            START.plusSeconds(second), key, level, Math.cos(second * 2.3), anomalous ? 1 : 0);
  }

  /** The event of a; one after the only row of c; one of no row's time; one of no key. */
  private Path events() throws IOException {
    return Files.writeString(
        folder.resolve("events.csv"),
        """
        key,start,end
        a,2026-01-05T06:01:40Z,2026-01-05T06:01:49Z
        c,2026-01-05T06:01:00Z,2026-01-05T06:01:10Z
        a,2026-01-06T06:01:40Z,2026-01-06T06:01:49Z
        d,2026-01-05T06:01:40Z,2026-01-05T06:01:49Z
        """);
  }

  private Path table() {
    return folder.resolve("table.csv");
  }

  private void write() throws IOException {
    List<String> lines = new ArrayList<>(List.of("timestamp,key,level,flow,label"));
    lines.addAll(rows);
    Files.write(table(), lines);
  }

  private String evaluate(String... more) throws IOException {
    write();
    return run(with(List.of("evaluate", "--data", table().toString()), more));
  }

  private String[] with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--detector", detector.toString()));
    all.addAll(List.of("--out", folder.resolve("out").toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** What a command that succeeds prints. */
  private String run(String... arguments) {
    out.getBuffer().setLength(0);
    assertThat(status(arguments)).as(err::toString).isZero();
    return out.toString();
  }

  private int status(String... arguments) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
