package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
import io.tidemark.cli.cluster.FlinkImage;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Flink image holds is enough to run the job as docker-compose.yml starts it. */
class ImageLayoutIT {
  @TempDir Path folder;

  @Test
  void theJobRunsAsAnApplicationFromTheImagesFolders() throws Exception {
    List<Observation> stream = PumpRun.stream();
    FlinkImage image = FlinkImage.in(Files.createDirectories(folder.resolve("flink")));
    try (TestKafka kafka = TestKafka.start()) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      run.produce(stream, 50);
      Process jobManager = image.startJobManager(run.configFile("events: {bounded: true}"));
      Process taskManager = image.startTaskManager();
      try {
        boolean ended = jobManager.waitFor(120, TimeUnit.SECONDS);
        assertThat(ended && jobManager.exitValue() == 0).as(image::said).isTrue();
      } finally {
        taskManager.destroyForcibly().waitFor();
        jobManager.destroyForcibly().waitFor();
      }
      PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
    }
  }
}
