package io.tidemark.export.renewal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.evaluation.IncidentRecord;
import io.tidemark.export.preview.HostHistory;
import io.tidemark.export.preview.HostHistory.Fault;
import io.tidemark.export.source.ObservationSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.export.window.TrainingWindows;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.ShadowReport;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  private static final Instant START = HostHistory.START;
  private static final KnownIncidents NONE = KnownIncidents.of("hosts", List.of(), List.of());

  @TempDir static Path models;
  @TempDir Path folder;
  private static Path serving;

  @BeforeAll
  static void train() throws IOException {
    serving = HostHistory.model(models);
  }

  /** Of 1,000 windows, the first ones of which were anomalous. */
  private static JudgedModel judged(int anomalous, double micros, IncidentRecord... incidents) {
    Set<Long> ends = LongStream.range(0, anomalous).boxed().collect(Collectors.toSet());
    return new JudgedModel(Map.of(), 1000, Map.of("a", ends), List.of(incidents), micros);
  }

  private static IncidentRecord incident(long from, long to) {
    return new IncidentRecord(
        "i" + from,
        "a",
        START.plusSeconds(from),
        List.of(),
        START.plusSeconds(to),
        Severity.HIGH,
        1,
        1,
        List.of());
  }

  private static KnownIncidents real(long from, long to) {
    return new KnownIncidents(
        List.of(
            new KnownIncident(
                "real", "a", START.plusSeconds(from), START.plusSeconds(to), false, Verdict.REAL)));
  }

  private static List<String> unmet(Gate gate) {
    return gate.criteria().stream()
        .filter(one -> !one.met())
        .map(one -> one.figures().replaceAll(":.*", ""))
        .toList();
  }

  private static Gate gate(JudgedModel before, JudgedModel after) {
    return Gate.onHistory(before, after, NONE, null);
  }

  @Test
  void aModelThatDoesTheSamePasses() {
    Gate gate = gate(judged(10, 5), judged(10, 5));
    assertThat(gate.passed()).isTrue();
    assertThat(gate.figures())
        .contains("agreement on normal windows: 100.00 % of 990, at least 98 %")
        .doesNotContain("NOT MET");
  }

  @Test
  void aModelThatCallsNormalWindowsAnomalousIsRefused() {
    assertThat(gate(judged(0, 5), judged(20, 5)).passed()).isTrue();
    assertThat(unmet(gate(judged(0, 5), judged(21, 5))))
        .containsExactly("agreement on normal windows");
  }

  @Test
  void aModelThatCallsMoreNormalThanTheServingOneAgreesWithIt() {
    assertThat(gate(judged(400, 5), judged(0, 5)).passed()).isTrue();
  }

  @Test
  void whereNoWindowIsNormalNothingIsKnownOfANewModel() {
    assertThat(unmet(gate(judged(1000, 5), judged(0, 5))))
        .containsExactly("agreement on normal windows");
  }

  @Test
  void anIncidentThatPeopleCallRealMustBeFoundIfTheServingModelFindsIt() {
    JudgedModel finds = judged(0, 5, incident(110, 130));
    JudgedModel misses = judged(0, 5, incident(500, 510));
    KnownIncidents real = real(100, 140);
    assertThat(unmet(Gate.onHistory(finds, misses, real, null)))
        .containsExactly("incidents that people call real");
    assertThat(Gate.onHistory(finds, finds, real, null).passed()).isTrue();
    assertThat(Gate.onHistory(misses, misses, real, null).passed()).isTrue();
  }

  @Test
  void oneMoreIncidentElsewhereIsAcceptedAndTwoAreNot() {
    KnownIncidents real = real(100, 140);
    JudgedModel before = judged(0, 5, incident(110, 130));
    JudgedModel one = judged(0, 5, incident(110, 130), incident(300, 310));
    JudgedModel two = judged(0, 5, incident(110, 130), incident(300, 310), incident(400, 410));
    assertThat(Gate.onHistory(before, one, real, null).passed()).isTrue();
    assertThat(unmet(Gate.onHistory(before, two, real, null)))
        .containsExactly("other incidents on the history");
  }

  @Test
  void aModelThatMissesPlantedFaultsIsRefused() {
    JudgedModel same = judged(0, 5);
    assertThat(Gate.onHistory(same, same, NONE, new FoundFaults(30, 20, 16)).passed()).isTrue();
    assertThat(unmet(Gate.onHistory(same, same, NONE, new FoundFaults(30, 20, 15))))
        .containsExactly("planted faults");
    assertThat(unmet(Gate.onHistory(same, same, NONE, new FoundFaults(9, 4, 3))))
        .containsExactly("planted faults");
  }

  @Test
  void whereTheServingModelFindsNoPlantedFaultNothingIsKnownOfANewOne() {
    JudgedModel same = judged(0, 5);
    assertThat(unmet(Gate.onHistory(same, same, NONE, new FoundFaults(0, 0, 0))))
        .containsExactly("planted faults");
    assertThat(unmet(Gate.onHistory(same, same, NONE, new FoundFaults(9, 0, 9))))
        .containsExactly("planted faults");
  }

  @Test
  void aModelThatCostsMoreThanTwiceAsMuchIsRefusedUnlessItIsCheap() {
    assertThat(gate(judged(0, 5), judged(0, 99)).passed()).isTrue();
    assertThat(gate(judged(0, 80), judged(0, 160)).passed()).isTrue();
    assertThat(unmet(gate(judged(0, 80), judged(0, 161)))).containsExactly("cost of a window");
  }

  @Test
  void theShadowIsJudgedByTheNewestReportOfEachSubtaskSinceItBegan() {
    List<ControlEvent> events =
        List.of(
            report("ab", 0, 0, 5000, 4000),
            report("ab", 1, 0, 200, 100),
            report("ab", 1, 0, 400, 4),
            report("ab", 2, 1, 600, 6),
            report("cd", 2, 2, 600, 600));
    ShadowFigures figures = ShadowFigures.of(events, "ab", START.plusSeconds(1));
    assertThat(figures).isEqualTo(new ShadowFigures(1000, 10, 5, 6));
    assertThat(Gate.onShadow(figures).passed()).isTrue();
    assertThat(unmet(Gate.onShadow(ShadowFigures.of(events, "cd", START))))
        .containsExactly("windows that it alone calls anomalous");
    assertThat(unmet(Gate.onShadow(ShadowFigures.of(events, "ef", START))))
        .contains("windows compared");
  }

  private static ControlEvent report(
      String digest, int second, int subtask, long windows, long onlyCandidate) {
    return ControlEvent.newBuilder()
        .setTime(START.plusSeconds(second))
        .setDetector("hosts")
        .setOutcome(ControlOutcome.SHADOW_REPORT)
        .setDigest(digest)
        .setVersion("2")
        .setShadow(
            new ShadowReport(subtask, windows, 0L, onlyCandidate, 0L, null, 5.0, 6.0, null, null))
        .build();
  }

  /** Calm hosts, one of which has a real fault that people have confirmed. */
  private static List<Observation> history() {
    return new HostHistory()
        .host("a", 900, Fault.busy(400, 430, 60))
        .host("b", 900, Fault.NONE)
        .host("c", 900, Fault.NONE)
        .host("d", 900, Fault.NONE)
        .observations();
  }

  private static KnownIncidents confirmed() {
    return real(400 * 60, 440 * 60);
  }

  private Path trained(List<Observation> observations) throws IOException {
    DetectorDefinition definition = HostHistory.definition();
    TrainingOptions options = ServingOptions.of(definition, serving);
    assertThat(options.architecture()).isEqualTo("lstm-carried");
    assertThat(options.hidden()).isEqualTo(8);
    Path model = folder.resolve("new.onnx");
    new ModelTrainer(definition, options, TrainingListener.SILENT)
        .train(windows(observations), model);
    return model;
  }

  private static TrainingWindows windows(List<Observation> observations) {
    TrainingData data = new TrainingData(HostHistory.definition(), false);
    data.read(new ObservationSource("hosts", observations), RowSelection.ALL);
    return data.windows();
  }

  @Test
  void aModelOfTheSameHistoryIsLetThrough() throws IOException {
    Gate gate =
        HistoryTrial.of(HostHistory.definition(), history(), confirmed(), serving)
            .gate(trained(history()));
    assertThat(gate.passed()).as(gate.figures()).isTrue();
    assertThat(gate.figures()).contains("finds 1 of 1 that the serving model finds");
  }

  @Test
  void aBlindModelIsRefusedThoughItAgreesOnAllThatIsNormal() throws IOException {
    Path blind = folder.resolve("blind.onnx");
    NoisyNetwork.write(HostHistory.definition(), windows(history()), blind, Clock.systemUTC());
    Gate gate =
        HistoryTrial.of(HostHistory.definition(), history(), confirmed(), serving).gate(blind);
    assertThat(unmet(gate)).as(gate.figures()).containsExactly("planted faults");
    assertThat(gate.figures()).contains("agreement on normal windows: 100.00 %");
  }

  /** The serving model has incidents open from the drift on, so that it finds little there. */
  @Test
  void aBlindModelIsRefusedAfterADriftToo() throws IOException {
    Fault drift = (minute, values) -> values[1] += minute >= 400 ? 30 : 0;
    List<Observation> drifted =
        new HostHistory()
            .host("a", 1200, drift)
            .host("b", 1200, drift)
            .host("c", 1200, drift)
            .host("d", 1200, drift)
            .observations();
    HistoryTrial trial = HistoryTrial.of(HostHistory.definition(), drifted, NONE, serving);
    Path blind = folder.resolve("blind.onnx");
    NoisyNetwork.write(HostHistory.definition(), windows(drifted), blind, Clock.systemUTC());
    Gate gate = trial.gate(blind);
    Gate renewed = trial.gate(trained(drifted));
    assertThat(unmet(gate)).as(gate.figures()).contains("planted faults");
    assertThat(renewed.passed()).as(renewed.figures()).isTrue();
  }

  @Test
  void aModelThatTheProjectCannotTrainIsNamed() throws IOException {
    DetectorDefinition definition = HostHistory.definition();
    Path foreign = Files.write(folder.resolve("half.onnx"), TinyModel.of(definition).bytes());
    assertThatThrownBy(() -> ServingOptions.of(definition, foreign))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("half.onnx, cannot be trained again")
        .hasMessageContaining("architecture: half is not accepted");
  }
}
