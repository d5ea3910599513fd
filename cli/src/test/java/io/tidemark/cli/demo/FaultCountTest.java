package io.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.simulator.Fault;
import io.tidemark.cli.simulator.FaultKind;
import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.ModelIdentity;
import io.tidemark.schemas.Severity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The plant's windows are 30 s long. */
class FaultCountTest {
  private static final Path EXAMPLES = Path.of("..", "examples");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final KnownFault LEAK =
      KnownFault.of(new Fault("pump-01", FaultKind.LEAK, START, START.plusSeconds(100)));

  @Test
  void anIncidentIsExplainedByTheFirstFeatureOfItsLastMessageThatNamesAny() {
    List<AnomalyAlert> alerts =
        List.of(
            alert("a", AlertState.OPEN, 50, "current", "flow"),
            alert("a", AlertState.UPDATE, 50, "flow", "current"),
            alert("a", AlertState.RESOLVED, 50),
            alert("b", AlertState.OPEN, 90, "speed", "pressure"));

    FaultCount count = FaultCount.of(List.of(LEAK), alerts, List.of(plant()));

    assertThat(count).isEqualTo(new FaultCount(List.of(), 0, 2, 1));
  }

  @Test
  void anIncidentWithoutAFaultIsFalseAndNothingToExplain() {
    List<AnomalyAlert> alerts = List.of(alert("a", AlertState.OPEN, 131, "flow"));

    FaultCount count = FaultCount.of(List.of(LEAK), alerts, List.of(plant()));

    assertThat(count).isEqualTo(new FaultCount(List.of(LEAK), 1, 0, 0));
  }

  @Test
  void anIncidentThatReopensFindsAFaultAndIsNoFalseAlarm() {
    AnomalyAlert before = alert("a", AlertState.OPEN, -200, "flow");
    AnomalyAlert reopened = alert("a", AlertState.UPDATE, -200, "flow");
    reopened.setChange(AlertChange.REOPENED);
    reopened.setUpdatedAt(START.plusSeconds(20));

    assertThat(FaultCount.of(List.of(LEAK), List.of(before, reopened), List.of(plant())))
        .isEqualTo(new FaultCount(List.of(), 1, 0, 0));
  }

  @Test
  void aLabelThatSaysNothingOfFeaturesExplainsNothing() {
    KnownFault labelled =
        new KnownFault("pump-01", "labelled", START, START.plusSeconds(100), Set.of());

    FaultCount count =
        FaultCount.of(
            List.of(labelled), List.of(alert("a", AlertState.OPEN, 50, "flow")), List.of(plant()));

    assertThat(count).isEqualTo(new FaultCount(List.of(), 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource
  void theFeaturesOfAFaultAreThoseOfTheExampleDefinition(FaultKind kind) {
    assertThat(kind.features()).isNotEmpty().isSubsetOf(definition(kind.site()).featureNames());
  }

  private static DetectorDefinition plant() {
    return definition(Site.PLANT);
  }

  private static DetectorDefinition definition(Site site) {
    return DefinitionReader.read(EXAMPLES.resolve(site.name().toLowerCase(Locale.ROOT) + ".yaml"));
  }

  private static AnomalyAlert alert(
      String id, AlertState state, int openedSeconds, String... features) {
    Instant opened = START.plusSeconds(openedSeconds);
    return AnomalyAlert.newBuilder()
        .setKind(AlertKind.ANOMALY)
        .setPhase(AlertPhase.LIVE)
        .setAlertId(id)
        .setSequence(0)
        .setState(state)
        .setDetector("plant")
        .setKey("pump-01")
        .setSeverity(Severity.LOW)
        .setOpenedAt(opened)
        .setUpdatedAt(opened)
        .setWindowStart(opened.minusSeconds(30))
        .setWindowEnd(opened)
        .setScore(25)
        .setPeakScore(25)
        .setThreshold(20)
        .setPValue(0.001)
        .setFeatures(
            Arrays.stream(features)
                .map(name -> new FeatureDeviation(name, null, 1.0, 0.0, 0.5, null, null, null))
                .toList())
        .setImputedShare(0)
        .setModel(new ModelIdentity("plant", "1", "ab", "CPU"))
        .setSources(List.of())
        .build();
  }
}
