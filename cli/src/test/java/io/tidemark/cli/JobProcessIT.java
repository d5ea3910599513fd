package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark run} as a process that dies. */
class JobProcessIT {
  @TempDir Path folder;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void aKilledJobGoesOnFromItsLastCheckpointAndNoAlertIsLostOrTwice() throws Exception {
    List<Observation> stream = PumpRun.stream();
    int half = stream.size() / 2;
    int killedAt = half + stream.size() / 4;
    try (TestKafka kafka = TestKafka.start()) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      String config = run.configFile("events: {idleness: 3s}").toString();
      run.produce(stream.subList(0, half), 0);
      try (CliProcess job = CliProcess.start(folder, "run", "--config", config)) {
        PumpRun.await(() -> run.checkpointed(4) || !job.alive());
        assertThat(job.alive()).as(job::toString).isTrue();
        run.produce(stream.subList(half, killedAt), 0);
        job.kill();
      }
      run.produce(stream.subList(killedAt, stream.size()), 0);
      List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
      try (CliProcess job = CliProcess.start(folder, "run", "--config", config)) {
        PumpRun.await(
            () -> run.read("alerts", AnomalyAlert.class).size() >= expected.size() || !job.alive());
        assertThat(job.alive()).as(job.err()).isTrue();
        assertThat(job.err()).contains("starts from").doesNotContainIgnoringCase("data loss");
      }
      PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), expected);
    }
  }
}
