package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Detectors that come, change and go while the job runs on a real broker. */
class DetectorLifecycleIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  @TempDir Path folder;
  private PumpRun run;
  private Path store;
  private Path configFile;
  private PipelineConfig config;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void prepare() throws Exception {
    run = PumpRun.in(folder, kafka.bootstrapServers());
    store = Files.createDirectories(folder.resolve("store"));
    configFile = run.configFile("events: {idleness: 1d}", run.control());
    config = PipelineConfigReader.read(configFile);
  }

  @Test
  void anAddedDetectorTellsWhatTheCoreTellsFromThereOnThoughTheJobStartsAnew() throws Exception {
    List<Observation> stream = PumpRun.stream();
    int third = stream.size() / 3;
    Path yaml = definition("second", "name: pump", "name: second", "warmup: 60", "warmup: 20");
    Path elsewhere = definition("nowhere", "name: pump", "name: nowhere", "-events", "-other");
    run.produce(stream.subList(0, third), 0);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> observed(job) >= third);
      assertThat(detector("add", "--definition=" + elsewhere)).isEqualTo(2);
      assertThat(err.toString())
          .contains(
              "REFUSED: events.topic: " + run.prefix() + "-other is not accepted; it must be");
      assertThat(detector("add", "--definition=" + yaml)).as(err::toString).isZero();
      assertThat(detector("add", "--definition=" + yaml)).isEqualTo(2);
      run.produce(stream.subList(third, 2 * third), 0);
      PumpRun.await(() -> observed(job) >= third + 2 * third);
    }
    run.produce(stream.subList(2 * third, stream.size()), 0);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "latest")) {
      PumpRun.await(() -> observed(job) >= 2L * (stream.size() - 2 * third));
      job.drain(folder.resolve("savepoints"));
    }

    DetectorDefinition second = DefinitionReader.read(yaml);
    List<AnomalyAlert> found = run.read("alerts", AnomalyAlert.class);
    PumpRun.assertSameAlerts(
        found.stream().filter(alert -> alert.getDetector().equals("pump")).toList(),
        run.alertsOfTheCore(stream));
    PumpRun.assertSameAlerts(
        found.stream().filter(alert -> alert.getDetector().equals("second")).toList(),
        PumpRun.alertsOfTheCore(second, stream.subList(third, stream.size())));
    assertThat(detector("status")).isZero();
    assertThat(out.toString()).contains("second DETECTOR_ADDED", "nowhere REFUSED");
  }

  @Test
  void incidentsOfAChangedAndOfARemovedDetectorAreResolvedAndItsKeysForgotten() throws Exception {
    List<Observation> stream = PumpRun.stream();
    int most = stream.size() * 4 / 5;
    Path longer = definition("longer", "length: 4", "length: 6", "warmup: 60", "warmup: 13");
    run.produce(stream.subList(0, most), 0);
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      PumpRun.await(() -> run.read("alerts", AnomalyAlert.class).size() >= 10);
      assertThat(detector("change", "--definition=" + longer)).as(err::toString).isZero();
      assertThat(open(run.read("alerts", AnomalyAlert.class))).isEmpty();
      int told = run.read("alerts", AnomalyAlert.class).size();
      PumpRun.await(() -> count(job, "windowsRestarted") == 12);
      run.produce(stream.subList(most, stream.size()), 0);
      PumpRun.await(() -> observed(job) >= stream.size());
      assertThat(detector("remove", "--detector=pump")).as(err::toString).isZero();
      PumpRun.await(() -> count(job, "keysForgotten") == 12);
      assertThat(detector("remove", "--detector=pump")).isEqualTo(2);
      assertThat(err.toString()).contains("detector: pump is not accepted; it must be one of");
      run.produce(stream, 0);
      job.drain(folder.resolve("savepoints"));
      List<AnomalyAlert> all = run.read("alerts", AnomalyAlert.class);
      assertThat(open(all)).isEmpty();
      assertThat(all.size()).isGreaterThanOrEqualTo(told);
    }
  }

  /** The pump's definition with changes, beside the model that it names, both in the store. */
  private Path definition(String file, String... changes) throws Exception {
    String yaml = Files.readString(folder.resolve("pump.yaml"));
    yaml = yaml.replace("pump.onnx", file + ".onnx");
    for (int i = 0; i < changes.length; i += 2) {
      assertThat(yaml).contains(changes[i]);
      yaml = yaml.replace(changes[i], changes[i + 1]);
    }
    Path written = Files.writeString(store.resolve(file + ".yaml"), yaml);
    DetectorDefinition definition = DefinitionReader.read(written);
    Files.write(definition.modelFile(), TinyModel.of(definition).bytes());
    return written;
  }

  private int detector(String action, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "detector";
    arguments[1] = action;
    arguments[2] = "--config=" + configFile;
    System.arraycopy(more, 0, arguments, 3, more.length);
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** Incidents without an end. */
  private static Map<String, AlertState> open(List<AnomalyAlert> alerts) {
    Map<String, AlertState> last = new HashMap<>();
    alerts.forEach(alert -> last.put(alert.getAlertId(), alert.getState()));
    last.values().removeIf(state -> state == AlertState.RESOLVED);
    return last;
  }

  private static long observed(LocalJob job) throws InterruptedException {
    return count(job, "observations");
  }

  private static long count(LocalJob job, String total) throws InterruptedException {
    return job.totals().getOrDefault(total, 0L) instanceof Long count ? count : 0;
  }
}
