package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Threshold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path scores;
  private Path events;

  /** Two events of score 8, two lone spikes of score 3, all else near 0.5; threshold 2. */
  @BeforeEach
  void write() throws IOException {
    List<String> lines = new ArrayList<>(List.of("timestamp,key,score,pvalue,threshold,alert"));
    lines.add(START.minusSeconds(1) + ",pump,0.4,,,0");
    for (int i = 0; i < 1000; i++) {
      boolean event = (i >= 200 && i < 220) || (i >= 700 && i < 720);
      boolean spike = (i >= 400 && i < 404) || (i >= 900 && i < 904);
      double score = event ? 8 : spike ? 3 : 0.5 + i % 5 / 100.0;
      lines.add(
          "%s,pump,%s,%s,2.0,0"
              .formatted(START.plusSeconds(i), score, event || spike ? 0.002 : 0.6));
    }
    scores = Files.write(folder.resolve("scores.csv"), lines);
    events =
        Files.write(
            folder.resolve("events.csv"),
            List.of(
                "key,start,end",
                "pump,%s,%s".formatted(START.plusSeconds(200), START.plusSeconds(219)),
                "pump,%s,%s".formatted(START.plusSeconds(700), START.plusSeconds(719))));
  }

  @Test
  void suggestsTheThresholdThatFindsTheEventsWithoutFalseAlarms() {
    TuningPoint suggestion = tuning(events).suggestion();

    assertThat(suggestion.outcome().detected()).isEqualTo(2);
    assertThat(suggestion.outcome().falseAlarms()).isZero();
    assertThat(suggestion.outcome().medianDelay()).isEqualTo(1);
  }

  @Test
  void withoutEventsSuggestsTheMostSensitiveThatPeopleCanBear() {
    Tuning tuning =
        Tuning.of(scores, new TuningOptions(null, 2, 10, Duration.ofSeconds(30), 2 * 86.4 + 1));

    TuningPoint suggestion = tuning.suggestion();

    // Two alerts in a thousand seconds are the events; the spikes end at 1.5 times the threshold.
    assertThat(suggestion.method()).isEqualTo(ThresholdMethod.FACTOR);
    assertThat(suggestion.value()).isBetween(1.5, 1.8);
    assertThat(suggestion.alerts()).isEqualTo(2);
  }

  @Test
  void higherFactorsNeverAlarmMoreTicks() {
    List<TuningPoint> factors =
        tuning(events).points().stream()
            .filter(point -> point.method() == ThresholdMethod.FACTOR && point.value() > 0.3)
            .toList();

    assertThat(factors).extracting(TuningPoint::alerts).isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void peaksOverAThresholdFindTheEventsAndLearnNothingOfThem() {
    for (ThresholdMethod method : List.of(ThresholdMethod.SPOT, ThresholdMethod.DSPOT)) {
      List<TuningPoint> points = points(tuning(events), method);

      assertThat(points).hasSizeGreaterThan(5);
      assertThat(points.get(0).value()).isEqualTo(0.01);
      assertThat(points).last().satisfies(point -> assertThat(point.value()).isLessThan(1e-7));
      assertThat(points)
          .as(method.title)
          .anySatisfy(
              point -> {
                assertThat(point.outcome().detected()).isEqualTo(2);
                assertThat(point.outcome().medianDelay()).isEqualTo(1);
              });
    }
  }

  @Test
  void theRateIsThatOfAllKeysTogether() throws IOException {
    int days = 3;
    RecordedTicks ticks = new RecordedTicks(RecordedScores.read(fleet(20, days)), 1, 1);

    int alarms = 0;
    for (boolean[] key : ticks.anomalous(new Threshold.Rate(20))) {
      alarms += Span.runs(key).size();
    }

    // A budget for each key would give 20 times as many.
    assertThat(alarms / (20.0 * days)).isBetween(0.5, 2.0);
  }

  @Test
  void tellsOfEveryMethodOfADefinition() throws IOException {
    JsonNode json = new ObjectMapper().readTree(tuning(events).json());

    assertThat(json.get("methods").findValuesAsText("method"))
        .contains("factor", "quantile", "dquantile", "spot", "dspot", "rate", "fixed");
    assertThat(tuning(events).text()).contains("| spot |", "| dspot |", "| rate |");
  }

  @Test
  void anEventWithoutAJudgedTickIsMissedByEveryThreshold() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(scores));
    lines.replaceAll(line -> line + (line.startsWith("timestamp") ? ",unwatched" : ","));
    for (int i = 700; i < 720; i++) {
      String time = START.plusSeconds(i).toString();
      lines.replaceAll(line -> line.startsWith(time) ? time + ",pump,,,,0,GAP" : line);
      lines.add(time + ",dead,,,,0,READING_MISSING");
    }
    Files.write(scores, lines);
    Files.writeString(
        events,
        Files.readString(events)
            + "dead,%s,%s\n".formatted(START.plusSeconds(705), START.plusSeconds(709)));

    Tuning tuning = tuning(events);

    assertThat(tuning.keys()).isEqualTo(1);
    assertThat(tuning.points())
        .allSatisfy(point -> assertThat(point.outcome().events()).isEqualTo(3))
        .allSatisfy(point -> assertThat(point.outcome().detected()).isLessThan(2));
    assertThat(tuning.suggestion().outcome().detected()).isEqualTo(1);
    assertThat(tuning.text()).endsWith("no tick was judged: gap 1, reading missing 1.");
    JsonNode json = new ObjectMapper().readTree(tuning.json());
    assertThat(json.get("eventsUnwatched").get("READING_MISSING").asInt()).isEqualTo(1);
  }

  /** Exponential scores of keys with nothing wrong, a tick a minute. */
  private Path fleet(int keys, int days) throws IOException {
    Random random = new Random(7);
    int normal = 499;
    List<String> lines = new ArrayList<>(List.of("timestamp,key,score,pvalue,threshold"));
    for (int minute = 0; minute < days * 1440; minute++) {
      for (int key = 0; key < keys; key++) {
        double uniform = 1 - random.nextDouble();
        double score = -(1 + key) * Math.log(uniform);
        double pValue = (1.0 + Math.round(normal * uniform)) / (1 + normal);
        lines.add(
            "%s,k%d,%s,%s,%d".formatted(START.plusSeconds(60L * minute), key, score, pValue, 9));
      }
    }
    return Files.write(folder.resolve("fleet.csv"), lines);
  }

  private static List<TuningPoint> points(Tuning tuning, ThresholdMethod method) {
    return tuning.points().stream().filter(point -> point.method() == method).toList();
  }

  @Test
  void writesAPageThatNeedsNoOther() throws IOException {
    Path page = folder.resolve("a/tune.html");

    tuning(events).writePage(page);

    assertThat(Files.readString(page))
        .contains("uPlot")
        .doesNotContain("{{")
        .doesNotContain("src=\"")
        .doesNotContain("href=\"");
    assertThat(tuning(events).text()).contains("Suggestion: ").contains("| factor |");
  }

  @Test
  void namesTheColumnThatIsMissingAndTheValueThatIsWrong() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "timestamp,key,score\n");
    assertThatThrownBy(() -> RecordedScores.read(bad))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("column pvalue is missing");

    Path wrong =
        Files.writeString(
            folder.resolve("wrong.csv"),
            "timestamp,key,score,pvalue,threshold\n2026-01-01T00:00:00Z,a,high,0.1,2\n");
    assertThatThrownBy(() -> RecordedScores.read(wrong))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("line 2: score: 'high'");
  }

  private Tuning tuning(Path periods) {
    return Tuning.of(scores, new TuningOptions(periods, 2, 10, Duration.ofSeconds(30), 5));
  }
}
