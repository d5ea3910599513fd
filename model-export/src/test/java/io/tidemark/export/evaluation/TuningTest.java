package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
  private static final String HEAD =
      "timestamp,key,score,pvalue,evidence,threshold,open,level,average,edge,scale,matters,unwatched";

  private static final EventRules RULES =
      new EventRules(3, Duration.ofSeconds(30), Duration.ofHours(1));

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;
  private Path scores;
  private Path events;

  /** Two events of 20 ticks, two spikes of four, and calm besides. */
  @BeforeEach
  void write() throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    lines.add(START.minusSeconds(1) + ",pump,0.4,,,,0,,,,,,WARM_UP");
    for (int i = 0; i < 1000; i++) {
      boolean event = (i >= 200 && i < 220) || (i >= 700 && i < 720);
      boolean spike = (i >= 400 && i < 404) || (i >= 900 && i < 904);
      double level = event ? 3 : spike ? 1.2 : 0.5 + i % 5 / 100.0;
      lines.add(
          "%s,pump,%s,0.5,0.0,20.0,0,%s,0.5,0.1,0.1,1,"
              .formatted(START.plusSeconds(i), level, level));
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
    assertThat(tuning(events).points().get(0).outcome().falseAlarms()).isPositive();
  }

  @Test
  void withoutEventsSuggestsTheMostSensitiveThatPeopleCanBear() {
    // Two alerts in a thousand seconds are the events; the spikes need a lower threshold.
    TuningPoint few = suggestion(2 * 86.4 + 1);
    assertThat(few.alerts()).isEqualTo(2);

    TuningPoint many = suggestion(4 * 86.4 + 1);
    assertThat(many.alerts()).isEqualTo(4);
    assertThat(many.threshold()).isLessThan(few.threshold());
  }

  private TuningPoint suggestion(double alertsPerDay) {
    return Tuning.of(scores, new TuningOptions(null, RULES, alertsPerDay, null)).suggestion();
  }

  @Test
  void higherThresholdsNeverOpenMoreIncidents() {
    assertThat(tuning(events).points())
        .extracting(TuningPoint::alerts)
        .isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void thresholdsGoFromOneWindowsEvidenceToFarMoreThanUsual() {
    List<TuningPoint> points = tuning(events).points();

    assertThat(points.get(0).threshold()).isEqualTo(1);
    assertThat(points).last().extracting(TuningPoint::threshold).isEqualTo(400.0);
    assertThat(points).extracting(TuningPoint::threshold).isSorted();
  }

  @Test
  void tellsOfEveryThreshold() throws IOException {
    JsonNode json = new ObjectMapper().readTree(tuning(events).json());

    assertThat(json.get("points")).hasSize(tuning(events).points().size());
    assertThat(json.get("suggestion").get("words").asText())
        .startsWith("Suggestion: threshold: {value: ");
    assertThat(tuning(events).text()).contains("| threshold |", "(suggested)");
  }

  @Test
  void saysWhatEachSensitivityWouldHaveDoneAndWhichLinesToPaste() throws IOException {
    Tuning tuning = Tuning.of(scores, new TuningOptions(null, RULES, 2 * 86.4 + 1, null));

    JsonNode json = new ObjectMapper().readTree(tuning.json());
    assertThat(json.get("sensitivities"))
        .extracting(one -> one.get("sensitivity").asText(), one -> one.get("threshold").asInt())
        .containsExactly(tuple("low", 30), tuple("normal", 20), tuple("high", 10));
    assertThat(json.get("sensitivities").get(0).get("alerts").asInt()).isEqualTo(2);
    assertThat(json.get("sensitivities").get(2).get("alerts").asInt()).isEqualTo(3);
    assertThat(tuning.suggestedName()).isEqualTo(Sensitivity.NORMAL);
    assertThat(tuning.text())
        .contains("| high: 10.0 | 259.", "threshold: {sensitivity: normal} ", "173.")
        .contains("alerts: {perDay: 173.8}");
    assertThat(json.get("suggestion").get("lines"))
        .allSatisfy(
            line -> assertThat(Definitions.parse(withLine(line.asText())).threshold()).isNotNull());
  }

  private static String withLine(String line) {
    return Definitions.PUMP.replaceAll("(?m)^alerts: .*\n", "") + line + "\n";
  }

  @Test
  void countsTheJudgedIncidentsThatEachSensitivityWouldHaveRaised() throws IOException {
    Tuning tuning = judged(5, judged(200, true), judged(400, false), judged(5000, false));

    JsonNode json = new ObjectMapper().readTree(tuning.json());
    assertThat(json.get("sensitivities"))
        .extracting(one -> one.get("realKept").asInt(), one -> one.get("noiseRaised").asInt())
        .containsExactly(tuple(1, 0), tuple(1, 0), tuple(1, 1));
    assertThat(json.get("judgedReal").asInt()).isEqualTo(1);
    assertThat(json.get("judgedNoise").asInt()).isEqualTo(1);
    assertThat(json.get("judgedNotCounted").asInt()).isEqualTo(1);
    assertThat(tuning.text())
        .contains("| event F1 | real kept | noise raised |")
        .containsPattern("\\| high: 10.0 .* \\| 1 of 1 \\| 1 of 1 \\|")
        .contains("keeps 1 of 1 incidents judged real", "raises 0 of 1 judged noise")
        .endsWith("no verdict of their time: 1.");
    assertThat(tuning(events).text()).doesNotContain("real kept");
  }

  @Test
  void keepsARealIncidentThoughPeopleCouldNotBearTheAlerts() {
    // The spikes need a threshold at which there are four alerts; one alert a day is too few.
    Tuning tuning = judged(1, judged(200, true), judged(400, true));

    assertThat(tuning.suggestion().raised().real()).isEqualTo(2);
    assertThat(tuning.suggestedName()).isEqualTo(Sensitivity.HIGH);
  }

  @Test
  void keepsARealIncidentThatNoLabelledEventHas() {
    List<JudgedIncident> spike = List.of(judged(400, true));

    TuningPoint suggestion =
        Tuning.of(scores, new TuningOptions(events, RULES, 5, spike)).suggestion();

    assertThat(tuning(events).suggestion().threshold()).isGreaterThan(suggestion.threshold());
    assertThat(suggestion.raised().real()).isEqualTo(1);
  }

  @Test
  void raisesNoNoiseWhereThatLosesNoRealIncident() {
    double bearable = 10 * 86.4;

    assertThat(judged(bearable, judged(200, true)).suggestedName()).isEqualTo(Sensitivity.HIGH);
    assertThat(judged(bearable, judged(200, true), judged(400, false)).suggestedName())
        .isEqualTo(Sensitivity.NORMAL);
    assertThat(judged(bearable, judged(400, false)).suggestedName())
        .as("without a real one, feedback decides nothing")
        .isEqualTo(Sensitivity.HIGH);
  }

  private Tuning judged(double alertsPerDay, JudgedIncident... incidents) {
    return Tuning.of(scores, new TuningOptions(null, RULES, alertsPerDay, List.of(incidents)));
  }

  private static JudgedIncident judged(int second, boolean real) {
    return new JudgedIncident(
        "pump", START.plusSeconds(second - 5), START.plusSeconds(second + 25), real);
  }

  @Test
  void whatTheDefinitionIsNotInterestedInOpensNothing() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(scores));
    lines.replaceAll(line -> line.endsWith("0.1,1,") ? line.replaceAll("0.1,1,$", "0.1,0,") : line);
    Files.write(scores, lines);

    assertThat(tuning(events).points()).extracting(TuningPoint::alerts).containsOnly(0);
  }

  @Test
  void anEventWithoutAJudgedTickIsMissedByEveryThreshold() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(scores));
    for (int i = 700; i < 720; i++) {
      String time = START.plusSeconds(i).toString();
      lines.replaceAll(line -> line.startsWith(time) ? time + ",pump,,,,,0,,,,,,GAP" : line);
      lines.add(time + ",dead,,,,,0,,,,,,READING_MISSING");
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

  @Test
  void writesAPageThatNeedsNoOther() throws IOException {
    Path page = folder.resolve("a/tune.html");

    tuning(events).writePage(page);

    assertThat(Files.readString(page))
        .contains("uPlot")
        .doesNotContain("{{")
        .doesNotContain("src=\"")
        .doesNotContain("href=\"");
    assertThat(tuning(events).text()).contains("Suggestion: ");
  }

  @Test
  void namesTheColumnThatIsMissingAndTheValueThatIsWrong() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.csv"), "timestamp,key,score,pvalue\n");
    assertThatThrownBy(() -> RecordedScores.read(bad))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("column level is missing");

    Path wrong =
        Files.writeString(
            folder.resolve("wrong.csv"),
            HEAD + "\n2026-01-01T00:00:00Z,a,1,0.1,0,20,0,high,0.5,0.1,0.1,1,\n");
    assertThatThrownBy(() -> RecordedScores.read(wrong))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("line 2: level: 'high'");
  }

  private Tuning tuning(Path periods) {
    return Tuning.of(scores, new TuningOptions(periods, RULES, 5, null));
  }
}
