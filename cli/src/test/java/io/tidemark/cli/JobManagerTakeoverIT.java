package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.broker.TestKafka;
import io.tidemark.cli.cluster.DevelopmentCluster;
import io.tidemark.cli.cluster.JobSubmission;
import io.tidemark.cli.cluster.TestProcess;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.schemas.AnomalyAlert;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JobManager dies and another takes its job over, from files that ZooKeeper points to. */
class JobManagerTakeoverIT {
  @TempDir Path folder;

  @Test
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void theOtherJobManagerGoesOnWithTheJobAndNoAlertIsLostOrTwice() throws Exception {
    List<Observation> stream = PumpRun.stream();
    int half = stream.size() / 2;
    try (TestKafka kafka = TestKafka.start();
        TestProcess zooKeeper = TestProcess.zooKeeper(folder.resolve("zookeeper"));
        DevelopmentCluster cluster =
            DevelopmentCluster.start(
                DevelopmentCluster.Settings.of(1, 2).with(available(zooKeeper)));
        TestProcess other = TestProcess.jobManager(cluster)) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      run.produce(stream.subList(0, half), 0);
      TidemarkJob job = TidemarkJob.checked(run.config("events: {idleness: 3s}"));
      JobClient client =
          new JobSubmission(cluster.endpoint(), JobSubmission.builtJar(Path.of("..")))
              .submit(job, "none");
      URI seenFromOther =
          URI.create("http://127.0.0.1:" + other.port() + "/jobs/" + client.getJobID());
      PumpRun.await(() -> run.checkpointed(3) && status(seenFromOther).equals("RUNNING"));

      cluster.killJobManager();

      run.produce(stream.subList(half, stream.size()), 0);
      PumpRun.await(() -> restores(seenFromOther) > 0 && status(seenFromOther).equals("RUNNING"));
      List<AnomalyAlert> expected = run.alertsOfTheCore(stream);
      PumpRun.await(() -> run.read("alerts", AnomalyAlert.class).size() >= expected.size());
      PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), expected);
      assertThat(status(seenFromOther)).isEqualTo("RUNNING");
    }
  }

  private Map<String, String> available(TestProcess zooKeeper) {
    return Map.of(
        "high-availability.type", "zookeeper",
        "high-availability.storageDir", folder.resolve("ha").toUri().toString(),
        "high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeper.port(),
        "high-availability.zookeeper.client.session-timeout", "6000",
        "high-availability.cluster-id", "tidemark");
  }

  private static String status(URI job) {
    return ask(job).path("state").asText();
  }

  private static int restores(URI job) {
    return ask(URI.create(job + "/checkpoints")).at("/counts/restored").asInt();
  }

  private static JsonNode ask(URI uri) {
    try {
      return new ObjectMapper().readTree(uri.toURL());
    } catch (IOException notYet) {
      return new ObjectMapper().createObjectNode();
    }
  }
}
