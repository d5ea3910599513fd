package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import io.tidemark.schemas.Sensitivity;
import io.tidemark.schemas.wire.TimeFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionReaderTest {

  @Test
  void readsEveryField() {
    DetectorDefinition pump = Definitions.pump();
    assertThat(pump.name()).isEqualTo("pump");
    assertThat(pump.events())
        .isEqualTo(
            EventSelection.typed(
                "sensor-events", EventType.SENSOR_EVENT, TimeFormat.ISO8601, "deviceId"));
    assertThat(pump.featureNames()).containsExactly("current", "pressure");
    assertThat(pump.features().get(1).aggregate()).isEqualTo(Aggregate.MAX);
    assertThat(pump.features().get(0).unit()).isEqualTo("A");
    assertThat(pump.window())
        .isEqualTo(new WindowSpec(Duration.ofSeconds(1), 4, 1, Duration.ofSeconds(2), 3));
    assertThat(pump.baseline()).isEqualTo(new Baseline(Baseline.Per.KEY, 12, true, Season.AUTO));
    assertThat(pump.modelFile()).isEqualTo(Path.of("models/pump.onnx"));
    assertThat(pump.provider()).isEqualTo(ProviderPreference.CPU);
    assertThat(pump.threshold()).isEqualTo(new Threshold.Evidence(Sensitivity.NORMAL));
    assertThat(pump.alerts().updateEvery()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @EnumSource
  void timesMayBeNumbersOfASaidUnit(TimeFormat format) {
    String said = withTime("{format: " + format + "}");
    assertThat(Definitions.parse(said).events().timeFormat()).isEqualTo(format);
  }

  @Test
  void anotherUnitOfTimesIsRefused() {
    assertThatThrownBy(() -> Definitions.parse(withTime("{format: unix_s}")))
        .hasMessage(
            "events.time.format: unix_s is not accepted; it must be one of iso8601, unix, unix_ms,"
                + " unix_us, unix_ns");
    assertThatThrownBy(() -> Definitions.parse(withTime("{form: unix}")))
        .hasMessageStartingWith("events.time.form");
  }

  private static String withTime(String time) {
    return Definitions.PUMP.replace("key: deviceId", "key: deviceId, time: " + time);
  }

  @Test
  void keysMayBeLimited() {
    String limited = Definitions.PUMP.replace("key: deviceId", "key: deviceId, maxKeys: 50");
    assertThat(Definitions.parse(limited).events().maxKeys()).isEqualTo(50);
    assertThat(Definitions.parse(limited).events().selectsAs(Definitions.pump().events())).isTrue();
    assertThatThrownBy(() -> Definitions.parse(limited.replace("50", "0")))
        .hasMessageStartingWith("events.maxKeys: 0 is not accepted");
  }

  @Test
  void tagsAreFieldsOfTheEventType() {
    String tagged =
        Definitions.PUMP.replace("key: deviceId", "key: deviceId, tags: {site: tags.site}");
    assertThat(Definitions.parse(tagged).events().tags())
        .isEqualTo(Map.of("site", List.of("tags.site")));
    assertThatThrownBy(() -> Definitions.parse(tagged.replace("tags.site", "tag.site")))
        .hasMessage(
            "events.tags.site: tag.site is not accepted; it must be one of [deviceId,"
                + " readings.<name>, tags.<name>]");
  }

  @Test
  void aWindowMayNotHoldMoreValuesThanAKeyMayCost() {
    String long10k =
        Definitions.PUMP
            .replace("length: 4", "length: 10000")
            .replace("warmup: 12", "warmup: 10007");
    assertThat(Definitions.parse(withFeatures(long10k, 10)).window().length()).isEqualTo(10_000);
    assertThatThrownBy(() -> Definitions.parse(withFeatures(long10k, 11)))
        .hasMessageStartingWith(
            "window.length times the number of features: 110000 is not accepted");
  }

  private static String withFeatures(String definition, int number) {
    StringBuilder features = new StringBuilder("features:\n");
    for (int i = 0; i < number; i++) {
      features.append("  - {name: f%d, from: readings.F%d}\n".formatted(i, i));
    }
    return definition.replaceAll("(?s)features:.*?\n(?=\\S)", features.toString());
  }

  @Test
  void fillsInTheDefaults() {
    DetectorDefinition bare =
        Definitions.parse(
            """
            name: bare
            events: {topic: t, type: NetworkEvent, key: observer}
            features: [{name: bytes, from: forwardBytes, aggregate: sum}]
            window: {tick: 1m}
            model: {path: bare.onnx}
            """);
    assertThat(bare.window().length()).isEqualTo(30);
    assertThat(bare.baseline()).isEqualTo(new Baseline(Baseline.Per.KEY, 400, true, Season.AUTO));
    assertThat(bare.provider()).isEqualTo(ProviderPreference.PREFER_CUDA);
    assertThat(bare.score()).isEqualTo(Score.COMBINED);
    assertThat(bare.threshold()).isEqualTo(new Threshold.Evidence(Sensitivity.NORMAL));
    assertThat(bare.alerts().updateEvery()).isNull();
    assertThat(bare.alerts().reopenWithin()).isEqualTo(bare.window().tick().multipliedBy(30));
    assertThat(bare.alerts().runbook()).isNull();
  }

  @Test
  void aDetectorNeedsNoModel() {
    String section = "model: {path: pump.onnx, provider: cpu}\n";
    DetectorDefinition none = Definitions.parse(Definitions.PUMP.replace(section, "model: none\n"));
    DetectorDefinition absent = Definitions.parse(Definitions.PUMP.replace(section, ""));

    assertThat(none).isEqualTo(absent);
    assertThat(none.model()).isNull();
    assertThat(none.provider()).isEqualTo(ProviderPreference.PREFER_CUDA);
    assertThatThrownBy(none::modelFile)
        .isInstanceOf(DefinitionException.class)
        .hasMessage("model.path: is missing; detector pump is judged without a model");
    assertThatThrownBy(
            () ->
                Definitions.parse(
                    Definitions.PUMP
                        .replace(section, "")
                        .replace("per: key, warmup: 12", "per: model")))
        .hasMessageStartingWith("model: none with baseline.per: model is not accepted")
        .hasMessageContaining("model.path");
    assertThatThrownBy(
            () ->
                Definitions.parse(
                    Definitions.PUMP
                        .replace(section, "")
                        .replace("updateEvery", "duringWarmup: true, updateEvery")))
        .hasMessageStartingWith("model: none with alerts.duringWarmup is not accepted");
  }

  @Test
  void readsWhatOpensAnIncident() {
    assertThat(threshold("{}")).isEqualTo(new Threshold.Evidence(Sensitivity.NORMAL));
    assertThat(threshold("{sensitivity: high}"))
        .isEqualTo(new Threshold.Evidence(Sensitivity.HIGH));
    assertThat(threshold("{sensitivity: low}")).isEqualTo(new Threshold.Evidence(Sensitivity.LOW));
    assertThat(threshold("{value: 2}")).isEqualTo(new Threshold.Fixed(2));
    assertThat(perDay("3").threshold()).isEqualTo(new Threshold.Rate(3));
    assertThat(Sensitivity.HIGH.evidence()).isLessThan(Sensitivity.LOW.evidence());
  }

  private static Threshold threshold(String section) {
    return Definitions.parse(Definitions.PUMP + "threshold: " + section + "\n").threshold();
  }

  private static DetectorDefinition perDay(String alerts) {
    return Definitions.parse(
        Definitions.PUMP.replace("alerts: {", "alerts: {perDay: " + alerts + ", "));
  }

  @Test
  void oneWayToSayWhatOpensAnIncidentIsEnough() {
    assertThatThrownBy(() -> perDay("0"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "alerts.perDay: 0.0 is not accepted; it must be a number from 0.001 to 100000.0");
    String two = Definitions.PUMP.replace("alerts: {", "alerts: {perDay: 3, ");
    assertThatThrownBy(() -> Definitions.parse(two + "threshold: {sensitivity: low}\n"))
        .hasMessage(
            "alerts.perDay: beside threshold.sensitivity is not accepted; it must be one of"
                + " threshold.sensitivity, threshold.value and alerts.perDay alone");
    assertThatThrownBy(() -> threshold("{value: 2, sensitivity: high}"))
        .hasMessageStartingWith("threshold.value: beside threshold.sensitivity is not accepted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{quantile: 0.99} | threshold.quantile: there is no such field; accepted here are"
            + " sensitivity, value",
        "{method: rate} | threshold.method: there is no such field; accepted here are sensitivity,"
            + " value",
        "{sensitivity: keen} | threshold.sensitivity: keen is not accepted; it must be one of low,"
            + " normal, high",
        "{sensitivity: strict} | threshold.sensitivity: strict is not accepted; it must be one of"
            + " low, normal, high",
        "{value: 0} | threshold.value: 0.0 is not accepted; it must be a number from"
            + " 0.001 to 1000000.0",
      })
  void namesWhatAThresholdMayBe(String fields, String message) {
    assertThatThrownBy(() -> threshold(fields))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"score: combined", "calibration: key", "smoothing: 1", "detrend: 0"})
  void namesWhatADefinitionMayHave(String removed) {
    String field = removed.substring(0, removed.indexOf(':'));
    assertThatThrownBy(() -> Definitions.parse(Definitions.PUMP + removed + "\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            field
                + ": there is no such field; accepted here are name, events, window, baseline,"
                + " features, model, threshold, alerts, runbook, health, retrain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "length: 4          | length: -3        | window.length: -3 is not accepted; it must be a"
            + " whole number from 2 to 10000",
        "length: 4          | length: four      | window.length: \"four\" is not accepted; it must"
            + " be a whole number",
        "tick: 1s           | tick: soon        | window.tick: 'soon' is not accepted; it must be a"
            + " duration such as 500ms, 5s, 2m, 1h or 7d",
        "tick: 1s           | tick: 9300000000000000s | window.tick: '9300000000000000s' is not"
            + " accepted; it must be a duration such as 500ms, 5s, 2m, 1h or 7d",
        "path: pump.onnx    | path: \"pump\\0.onnx\" | model.path: 'pump?.onnx' is not accepted; it"
            + " must be the path of a file",
        "aggregate: max     | aggregate: avg    | features[1].aggregate: avg is not accepted; it"
            + " must be one of mean, sum, min, max, last, count, distinct, stddev, rate",
        "from: readings.Current | from: reading.Current | features.current.from: reading.Current is"
            + " not accepted; it must be a number, one of [deviceId, readings.<name>, tags.<name>]",
        "key: deviceId      | key: readings.x   | events.key: readings.x is not accepted; it must"
            + " be one of [deviceId, tags.<name>]",
        "warmup: 12         | warmup: 10        | baseline.warmup: 10 is not accepted; it must be"
            + " at least window.length + 7 = 11 with a baseline per key",
        "warmup: 12         | warmup: 12, season: on | baseline.season: true is not accepted; it"
            + " must be auto, off or a mapping with the fields zone and holidays",
        "warmup: 12         | warmup: 12, season: {zone: Bavaria} | baseline.season.zone: 'Bavaria'"
            + " is not accepted; it must be a time zone, such as UTC or Europe/Berlin",
        "warmup: 12         | warmup: 12, season: {holidays: {country: de, region: xy}} |"
            + " baseline.season.holidays.region: xy is not accepted; it must be one of bb, be, bw,"
            + " by, hb, he, hh, mv, ni, nw, rp, sh, sl, sn, st, th",
        "warmup: 12         | warmup: 12, season: {holidays: {region: by}} |"
            + " baseline.season.holidays.region: by is not accepted; it must be given with a"
            + " country",
        "warmup: 12         | warmup: 12, season: {holidays: {dates: [24.12.]}} |"
            + " baseline.season.holidays.dates: '24.12.' is not accepted; it must be dates such as"
            + " 2026-12-24",
        "baseline: {per: key, warmup: 12} | baseline: {per: model, season: auto} | baseline.season:"
            + " learned with baseline.per: model is not accepted; it must be off there, or"
            + " baseline.per: key",
        "model: {path: pump.onnx, provider: cpu} | model: linear | model: linear is not accepted;"
            + " it must be none or a mapping with the fields path and provider",
        "model: {path: pump.onnx, provider: cpu} | model: {provider: cpu} | model.path: is missing;"
            + " it must be a text",
        "provider: cpu      | provider: gpu     | model.provider: gpu is not accepted; it must be"
            + " one of cpu, prefer-cuda, require-cuda",
        "name: pressure     | name: current     | features.name: current is not accepted; it must"
            + " be unique, and it stands twice",
        "stride: 1          | strid: 1          | window.strid: there is no such field; accepted"
            + " here are tick, length, stride, lateness, maxGap",
        "updateEvery: 5s    | openAfter: 2      | alerts.openAfter: there is no such field;"
            + " accepted here are perDay, updateEvery, reopenWithin, minDeviation, minRelativeDeviation,"
            + " direction, duringWarmup, newNormalAfter, driftShare, minCoverage",
        "updateEvery: 5s    | resolveAfter: 3   | alerts.resolveAfter: there is no such field;"
            + " accepted here are perDay, updateEvery, reopenWithin, minDeviation, minRelativeDeviation,"
            + " direction, duringWarmup, newNormalAfter, driftShare, minCoverage",
        "updateEvery: 5s    | minDeviation: {presure: 1} | alerts.minDeviation: presure is not"
            + " accepted; it must be one of [current, pressure]",
        "updateEvery: 5s    | updateEvery: soon | alerts.updateEvery: 'soon' is not accepted; it must be off or a duration such as 500ms, 5s, 2m, 1h or 7d",
        "updateEvery: 5s    | reopenWithin: -1s | alerts.reopenWithin: -1s is not accepted; it must be from 0s to 30d",
        "alerts:            | 'runbook: wiki/pump\nalerts:' | runbook: 'wiki/pump' is not accepted; it must be an address that begins with http:// or https://, of up to 1000 characters",
        "topic: sensor-events, | '' | events.topic: is missing; it must be a text or a list of"
            + " them",
      })
  void namesFieldValueAndWhatIsAccepted(String good, String bad, String message) {
    assertThat(Definitions.PUMP).contains(good);
    assertThatThrownBy(() -> Definitions.parse(Definitions.PUMP.replace(good, bad)))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(message);
  }

  @Test
  void startsTheMessageWithTheFile(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> DefinitionReader.read(missing))
        .hasMessage(missing + ": cannot be read: there is no such file");
    Path malformed = Files.writeString(folder.resolve("bad.yaml"), "name: [");
    assertThatThrownBy(() -> DefinitionReader.read(malformed))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(malformed + ": line 1: is not YAML")
        .hasMessageNotContaining("\n");
  }

  @Test
  void rejectsAFieldThatStandsTwice() {
    assertThatThrownBy(() -> Definitions.parse(Definitions.PUMP + "name: other\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("name");
  }

  @Test
  void aModelIsNotTrainedAgainUnlessTheDefinitionSaysSo() {
    assertThat(Definitions.pump().retrain()).isNull();
    assertThat(Definitions.parse(Definitions.PUMP + "retrain: {every: 7d}\n").retrain())
        .isEqualTo(
            new Retraining(
                Duration.ofDays(7), false, null, Duration.ofHours(1), Promotion.AUTOMATIC));
  }

  @Test
  void trainingOnDriftRequiresAlertsOfDrift() {
    assertThatThrownBy(() -> Definitions.parse(Definitions.PUMP + "retrain: {onDrift: true}\n"))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "retrain.onDrift: true is not accepted; it must be false without alerts.driftShare,"
                + " which alerts of drift need");
  }
}
