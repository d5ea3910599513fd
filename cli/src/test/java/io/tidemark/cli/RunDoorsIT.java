package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.TestKafka;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who can call a {@code tidemark run}: nobody. */
class RunDoorsIT {
  @TempDir Path folder;

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void listensOnLoopbackOnlyAnswersNoHttpAndGoesOn() throws Exception {
    try (TestKafka kafka = TestKafka.start()) {
      PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
      String config = run.configFile().toString();
      try (CliProcess job = CliProcess.start(folder, "run", "--config", config)) {
        PumpRun.await(() -> run.checkpointed(2) || !job.alive());
        assertThat(job.alive()).as(job.err()).isTrue();
        List<InetSocketAddress> sockets = ListeningSockets.of(job.handle());
        assertThat(sockets)
            .isNotEmpty() // a MiniCluster has a REST port and a blob server
            .allMatch(socket -> socket.getAddress().isLoopbackAddress());
        for (InetSocketAddress socket : sockets) {
          answersNothing(socket.getPort());
        }
        long next = 3;
        while (run.checkpointed(next)) {
          next++;
        }
        long later = next;
        PumpRun.await(() -> run.checkpointed(later) || !job.alive());
        assertThat(job.alive()).as(job.err()).isTrue();
      }
    }
  }

  private static void answersNothing(int port) throws Exception {
    List<List<String>> callers =
        List.of(
            RawHttp.toFlink("127.0.0.1:" + port),
            RawHttp.toFlink("127.0.0.1:" + port, "Origin: https://evil.example"),
            RawHttp.toFlink("evil.example:" + port, "Origin: http://evil.example:" + port));
    for (List<String> requests : callers) {
      for (String request : requests) {
        assertThat(RawHttp.answer(port, request)).as(request).isEmpty();
      }
    }
  }
}
