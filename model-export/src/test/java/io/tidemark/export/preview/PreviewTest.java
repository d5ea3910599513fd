package io.tidemark.export.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.preview.HostHistory.Fault;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {
  @TempDir static Path models;
  @TempDir Path folder;

  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    model = HostHistory.model(models);
  }

  private static Preview preview(HostHistory history) {
    return Preview.of(HostHistory.definition(), model, history.observations());
  }

  private static Instant minute(int minute) {
    return HostHistory.START.plus(Duration.ofMinutes(minute));
  }

  private static HostHistory oneFault() {
    return new HostHistory()
        .host("app-1", 400, Fault.NONE)
        .host("app-2", 400, Fault.busy(300, 320, 70));
  }

  @Test
  void aPlantedFaultIsAnIncidentThatItsOwnFeatureExplainsFirst() {
    Preview preview = preview(oneFault());

    assertThat(preview.incidents())
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.key()).isEqualTo("app-2");
              assertThat(incident.openedAt()).isBetween(minute(301), minute(304));
              assertThat(incident.resolvedAt()).isBetween(minute(318), minute(345));
              assertThat(incident.features().get(0).getFeature()).isEqualTo("cpu");
              assertThat(incident.features().get(0).getUnit()).isEqualTo("%");
              assertThat(incident.features().get(0).getObserved()).isBetween(75.0, 105.0);
              assertThat(incident.features().get(0).getExpected()).isBetween(5.0, 40.0);
            });
    assertThat(preview.keys()).isEqualTo(2);
    assertThat(preview.judgedKeys()).isEqualTo(2);
    assertThat(preview.unjudged()).isEmpty();
  }

  @Test
  void anIncidentThatLastsToTheEndHasNoEnd() {
    Preview preview = preview(new HostHistory().host("app-2", 310, Fault.busy(300, 310, 70)));

    assertThat(preview.incidents()).singleElement().extracting(IncidentRecord::resolvedAt).isNull();
    assertThat(preview.text()).contains("still open");
  }

  @Test
  void aCalmHistoryHasNoIncidentAtAnySensitivity() {
    DetectorDefinition quietSensors =
        HostHistory.definition(yaml -> yaml + "health: {flatLine: off}\n");
    Preview preview =
        Preview.of(quietSensors, model, new HostHistory().constant("app-1", 400).observations());

    assertThat(preview.incidents()).isEmpty();
    assertThat(preview.sensitivities())
        .hasSize(Sensitivity.values().length)
        .allSatisfy(rate -> assertThat(rate.incidents()).isZero())
        .allSatisfy(rate -> assertThat(rate.perDay()).isZero());
    assertThat(preview.text()).contains(": 0 incidents of 1 key\n");
  }

  /** One large fault and small ones of growing size. */
  private static HostHistory restless() {
    Fault fault = Fault.busy(180, 190, 70);
    for (int at = 230; at < 800; at += 60) {
      fault = fault.and(Fault.busy(at, at + 2, 6 + at / 50.0));
    }
    return new HostHistory().host("app-1", 900, fault);
  }

  @Test
  void moreSensitiveNeverReportsLess() {
    Preview preview = preview(restless());

    List<SensitivityRate> rates = preview.sensitivities();
    assertThat(rates)
        .extracting(rate -> rate.sensitivity().evidence())
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(rates).extracting(SensitivityRate::incidents).isSorted();
    assertThat(rates.get(rates.size() - 1).incidents()).isGreaterThan(rates.get(0).incidents());
    assertThat(rates.get(0).incidents()).isPositive();
  }

  @Test
  void eachSensitivityCountsWhatADefinitionOfItReports() {
    HostHistory history = restless();
    List<SensitivityRate> rates = preview(history).sensitivities();

    for (SensitivityRate rate : rates) {
      DetectorDefinition definition =
          HostHistory.definition(
              yaml -> yaml + "threshold: {sensitivity: " + rate.sensitivity() + "}\n");
      Preview own = Preview.of(definition, model, history.observations());
      assertThat(own.incidents()).hasSize(rate.incidents());
      assertThat(own.sensitivities()).isEqualTo(rates);
    }
  }

  @Test
  void aThresholdWithoutANameIsShownBesideTheSensitivities() {
    DetectorDefinition definition =
        HostHistory.definition(yaml -> yaml + "threshold: {value: 100000}\n");
    Preview preview = Preview.of(definition, model, oneFault().observations());

    assertThat(preview.incidents()).isEmpty();
    assertThat(preview.sensitivities()).allSatisfy(rate -> assertThat(rate.incidents()).isOne());
    assertThat(preview.text()).contains("Sensitivity threshold 100,000 (as defined): 0");
  }

  @Test
  void countsADayOfTheWholeDetector() {
    // Two keys were judged for 281 minutes each and had one incident.
    double perDay = 1440.0 / 281;

    assertThat(preview(oneFault()).sensitivities())
        .extracting(SensitivityRate::perDay)
        .allSatisfy(rate -> assertThat(rate).isBetween(0.9 * perDay, 1.1 * perDay));
  }

  @Test
  void reportsAboutSensorsAreCountedApart() {
    Fault stuck =
        (minute, values) -> {
          values[0] = minute > 300 ? 8 : values[0];
        };
    Preview preview = preview(new HostHistory().host("app-1", 800, stuck));

    assertThat(preview.sensorReports()).containsEntry(AlertKind.FLAT_LINE, 1);
    assertThat(preview.text())
        .contains("About the sensors themselves, at any sensitivity: 1 flat line");
  }

  @Test
  void aKeyWithoutAVerdictSaysWhy() {
    HostHistory history = oneFault().host("new", 50, Fault.NONE).rare("weekly", 30, 12);
    Preview preview = preview(history);

    assertThat(preview.keys()).isEqualTo(4);
    assertThat(preview.judgedKeys()).isEqualTo(2);
    assertThat(preview.unjudged())
        .extracting(UnjudgedKey::key, UnjudgedKey::reason)
        .containsExactly(
            tuple("new", Unwatched.WARM_UP), tuple("weekly", Unwatched.RARER_THAN_TICK));
    assertThat(preview.text())
        .contains("2 keys have no verdict:")
        .contains("warm-up (new): a key warms up for baseline.warmup, 120 ticks with events")
        .contains("events rarer than the tick (weekly): a key's events come 12m apart");
  }

  @Test
  void aHistoryWithoutAnyVerdictSaysWhy() throws IOException {
    Preview preview = preview(new HostHistory().host("new", 50, Fault.NONE));

    assertThat(preview.judgedSpan()).isNull();
    assertThat(preview.whyNoVerdict()).contains("baseline.warmup, 120 ticks");
    assertThat(preview.text())
        .isEqualTo(
            "In the history (2026-01-01 00:00 to 00:49 UTC), no key has a verdict: "
                + preview.whyNoVerdict());
    assertThat(page(preview).get("judgements").get(0).get("perDay").isNull()).isTrue();
  }

  @Test
  void anEmptyHistoryIsRefused() {
    assertThatThrownBy(() -> Preview.of(HostHistory.definition(), model, List.of()))
        .isInstanceOf(DefinitionException.class)
        .hasMessage("the history has no event that says anything to detector hosts");
  }

  @Test
  void theOrderOfTheKeysInTheHistoryChangesNothing() {
    List<Observation> byTime = new ArrayList<>(oneFault().observations());
    byTime.sort(Comparator.comparing(Observation::eventTimeMicros));

    assertThat(Preview.of(HostHistory.definition(), model, byTime).text())
        .isEqualTo(preview(oneFault()).text());
  }

  @Test
  void theTextNamesTheWorstIncidentsAndCountsTheRest() {
    HostHistory history = new HostHistory();
    for (int host = 0; host < 12; host++) {
      history.host("app-%02d".formatted(host), 330, Fault.busy(250, 265, 30 + 10 * host));
    }
    String text = preview(history).text();

    assertThat(text.lines().findFirst())
        .hasValue(
            "In the history (2026-01-01 00:00 to 05:29 UTC), judged from 02:01: 12 incidents of 12"
                + " keys");
    assertThat(text.lines().filter(line -> line.contains("at its worst, expected"))).hasSize(10);
    assertThat(text)
        .contains("  and 2 incidents more\n")
        .contains("normal (as defined): 12, which is");
  }

  @Test
  void hostileNamesReachNeitherTheTerminalNorThePageAsTheyAre() throws IOException {
    String hostile = "</script><img src=x onerror=alert(1)>\u001b[2J\u202e";
    Preview preview = preview(new HostHistory().host(hostile, 400, Fault.busy(300, 320, 70)));

    assertThat(preview.incidents()).isNotEmpty();
    assertThat(preview.text()).doesNotContain("\u001b").doesNotContain("\u202e");
    Path file = folder.resolve("preview.html");
    preview.write(file);
    assertThat(Files.readString(file)).doesNotContain("<img").doesNotContain("\u001b");
    assertThat(page(preview).get("charts").get(0).get("key").asText())
        .isEqualTo("</script><img src=x onerror=alert(1)>\ufffd[2J\ufffd");
  }

  @Test
  void thePageHoldsTheSignalItsNormalRangeAndTheIncidents() throws IOException {
    Preview preview = preview(oneFault());
    Path file = folder.resolve("a/preview.html");
    preview.write(file);

    assertThat(Files.readString(file))
        .contains("uPlot")
        .doesNotContain("{{")
        .doesNotContain("src=\"")
        .doesNotContain("href=\"");
    JsonNode json = page(preview);
    JsonNode chart = json.get("charts").get(0);
    assertThat(chart.get("key").asText()).isEqualTo("app-2");
    assertThat(chart.get("time")).hasSize(400);
    assertThat(chart.get("warmedUp").asDouble())
        .isEqualTo((double) minute(HostHistory.WARM_UP + 1).getEpochSecond());
    JsonNode step = chart.get("normal").get(1).get(0);
    assertThat(step.get(1).asDouble()).isLessThan(15);
    assertThat(step.get(2).asDouble()).isBetween(25.0, 60.0);
    double highest = 0;
    for (JsonNode value : chart.get("values").get(1)) {
      highest = Math.max(highest, value.asDouble());
    }
    assertThat(highest).isGreaterThan(80);
    assertThat(json.get("judgements")).hasSize(Sensitivity.values().length);
    for (JsonNode judgement : json.get("judgements")) {
      assertThat(judgement.get("incidents").get(0).get("chart").asInt()).isZero();
      assertThat(judgement.get("incidents").get(0).get("reasons").get(0).get("feature").asInt())
          .isOne();
    }
  }

  @Test
  void aLongSignalIsThinnedWithoutLosingASpike() throws IOException {
    int minutes = 8_000;
    Preview preview =
        preview(
            new HostHistory()
                .host("app-1", minutes, Fault.busy(5_001, 5_002, 500))
                .host("app-2", 400, Fault.NONE));
    JsonNode chart = page(preview).get("charts").get(0);

    assertThat(chart.get("key").asText()).isEqualTo("app-1");
    assertThat(chart.get("time").size()).isBetween(1000, 2000);
    double highest = 0;
    double before = 0;
    for (int i = 0; i < chart.get("time").size(); i++) {
      assertThat(chart.get("time").get(i).asDouble()).isGreaterThan(before);
      before = chart.get("time").get(i).asDouble();
      highest = Math.max(highest, chart.get("values").get(1).get(i).asDouble());
    }
    assertThat(highest).isGreaterThan(500);
  }

  private JsonNode page(Preview preview) throws IOException {
    Path file = folder.resolve("page.html");
    preview.write(file);
    String html = Files.readString(file);
    String open = "<script type=\"application/json\" id=\"data\">";
    int from = html.indexOf(open) + open.length();
    return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
  }
}
