package io.tidemark.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.audit.AlertReplay.Difference;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.Recorder;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.alert.PastAlerts;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.Maintenances;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertReplayTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path folder;
  private final List<Observation> history = SensorStream.noisy("p1", 140, 90, 3);
  private DetectorDefinition definition;
  private List<AnomalyAlert> told;

  @BeforeEach
  void tell() throws Exception {
    definition =
        DefinitionReader.parse(Definitions.PUMP.replace("warmup: 12", "warmup: 60"), folder);
    Files.write(definition.modelFile(), TinyModel.of(definition).bytes());
    told = firstIncident();
    assertThat(told).isNotEmpty();
  }

  @Test
  void recomputesEveryMessageOfAnIncident() {
    List<Difference> found =
        new AlertReplay(definition, WEEK, List.of(), new Maintenances()).replay(told, history);

    assertThat(found).hasSameSizeAs(told);
    assertThat(found).allSatisfy(message -> assertThat(message.largest()).isZero());
  }

  @Test
  void recomputesAnIncidentThatAFlatLineIsPartOf() {
    List<Observation> stuck = new ArrayList<>();
    for (Observation seen : SensorStream.noisy("p1", 400, 999, 3)) {
      long millis = seen.eventTimeMillis();
      double current = millis > 300_000 && millis < 350_000 ? 15 : seen.values()[0];
      stuck.add(SensorStream.at("p1", millis, millis / 1000, current, seen.values()[1]));
    }
    List<AnomalyAlert> incident =
        alerts(stuck).stream().filter(alert -> alert.getNote() != null).toList();
    assertThat(incident).isNotEmpty();
    assertThat(incident).extracting(AnomalyAlert::getKind).containsOnly(AlertKind.ANOMALY);

    List<Difference> found =
        new AlertReplay(definition, WEEK, List.of(), new Maintenances()).replay(incident, stuck);

    assertThat(found).allSatisfy(message -> assertThat(message.largest()).isZero());
  }

  @Test
  void recomputesAnIncidentWhoseFirstMessagesWereWithheldAsPartOfThePast() {
    PastAlerts past = new PastAlerts();
    List<AnomalyAlert> sent = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      if (i == 2) {
        past.end(sent::add);
      }
      past.take(told.get(i), sent::add, withheld -> {});
    }
    assertThat(sent).hasSize(told.size() - 1).hasSizeGreaterThan(2);

    List<Difference> found =
        new AlertReplay(definition, WEEK, List.of(), new Maintenances()).replay(sent, history);

    assertThat(found).allSatisfy(message -> assertThat(message.largest()).isZero());
  }

  @Test
  void recomputesAnAlertOfADetectorWithoutAModelAndRefusesAModelForIt() {
    DetectorDefinition withModel = definition;
    definition = definition.withModel(null);
    List<AnomalyAlert> all = alerts(history);
    List<AnomalyAlert> first =
        all.stream().filter(a -> a.getAlertId().equals(all.get(0).getAlertId())).toList();

    assertThat(
            new AlertReplay(definition, WEEK, List.of(), new Maintenances()).replay(first, history))
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message.largest()).isZero());
    assertThatThrownBy(
            () ->
                new AlertReplay(withModel, WEEK, List.of(), new Maintenances())
                    .replay(first, history))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith("a definition without a model: none scored the alert");
  }

  @Test
  void namesTheFieldThatIsFurthestFromWhatWasTold() {
    AnomalyAlert changed = told.get(0);
    changed.setScore(changed.getScore() * 1.5);

    Difference found =
        new AlertReplay(definition, WEEK, List.of(), new Maintenances())
            .replay(told, history)
            .get(0);

    assertThat(found.where()).isEqualTo("score");
    assertThat(found.largest()).isGreaterThan(0.1);
  }

  @Test
  void findsNothingWhereTheEventsAreNoLongerThere() {
    List<Observation> rest = history.subList(history.size() / 2, history.size());

    Difference found =
        new AlertReplay(definition, WEEK, List.of(), new Maintenances()).replay(told, rest).get(0);

    assertThat(found.largest()).isInfinite();
  }

  @Test
  void refusesAnotherModelThanTheOneThatScored() {
    told.get(0).getModel().setDigest("0".repeat(64));

    assertThatThrownBy(
            () ->
                new AlertReplay(definition, WEEK, List.of(), new Maintenances())
                    .replay(told, history))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("--model: ")
        .hasMessageContaining("0".repeat(64));
  }

  @Test
  void refusesWhatIsNotComputedFromEvents() {
    AnomalyAlert alert = told.get(0);
    AlertReplay.requireComputed(alert);
    alert.setKind(AlertKind.GAP);

    assertThatThrownBy(() -> AlertReplay.requireComputed(alert))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "--alert: "
                + alert.getAlertId()
                + " is a GAP; only ANOMALY alerts are computed from events");
  }

  private List<AnomalyAlert> firstIncident() {
    List<AnomalyAlert> all = alerts(history);
    return all.stream().filter(a -> a.getAlertId().equals(all.get(0).getAlertId())).toList();
  }

  private List<AnomalyAlert> alerts(List<Observation> events) {
    Recorder recorder = new Recorder();
    try (OpenModel model = OpenModel.of(definition)) {
      DetectorLine line =
          new DetectorLine(definition, key -> definition.baseline().warmup(), model, recorder);
      events.forEach(line::add);
      line.finish();
    }
    return recorder.alerts();
  }
}
