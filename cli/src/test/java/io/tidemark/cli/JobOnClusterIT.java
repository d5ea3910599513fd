package io.tidemark.cli;

import io.tidemark.cli.broker.TestKafka;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job's jar on a session cluster of separate JVMs. */
class JobOnClusterIT {
  @TempDir Path folder;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void findsEveryAlertThoughATaskManagerIsKilled() throws Exception {
    List<Observation> stream = PumpRun.stream();
    int half = stream.size() / 2;
    try (TestKafka kafka = TestKafka.start();
        DevelopmentCluster cluster =
            DevelopmentCluster.start(DevelopmentCluster.Settings.of(1, 2))) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      run.produce(stream.subList(0, half), 0);
      Path jar = JobSubmission.builtJar(Path.of(".."));
      TidemarkJob job = TidemarkJob.checked(run.config("events: {idleness: 3s}"));
      JobClient client = new JobSubmission(cluster.endpoint(), jar).submit(job, "none");
      PumpRun.await(() -> run.checkpointed(3));
      cluster.startTaskManager();
      cluster.killTaskManager();
      run.produce(stream.subList(half, stream.size()), 0);
      List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
      PumpRun.await(() -> run.read("alerts", AnomalyAlert.class).size() >= expected.size());
      client.cancel().get();
      PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), expected);
    }
  }
}
