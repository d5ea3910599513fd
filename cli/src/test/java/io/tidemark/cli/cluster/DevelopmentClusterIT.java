package io.tidemark.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.ListeningSockets;
import io.tidemark.cli.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DevelopmentClusterIT {

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void listensOnLoopbackOnlyAndServesNoWebPage() throws Exception {
    try (DevelopmentCluster cluster =
        DevelopmentCluster.start(DevelopmentCluster.Settings.of(1, 1))) {
      assertThat(ListeningSockets.ofAll(ProcessHandle.current()))
          .hasSizeGreaterThan(2)
          .allMatch(socket -> socket.getAddress().isLoopbackAddress());

      int port = cluster.endpoint().getPort();
      String here = "127.0.0.1:" + port;
      List<List<String>> webPages =
          List.of(
              RawHttp.toFlink(here, "Origin: https://evil.example"),
              RawHttp.toFlink(here, "Sec-Fetch-Site: cross-site"),
              RawHttp.toFlink("evil.example:" + port));
      for (List<String> requests : webPages) {
        for (String request : requests) {
          assertThat(RawHttp.answer(port, request))
              .as(request)
              .startsWith("HTTP/1.1 403 ")
              .doesNotContainIgnoringCase("access-control-allow-origin");
        }
      }
      assertThat(new ClusterRest(cluster.endpoint()).slots()).isEqualTo(1);
    }
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void saysWhichProcessEndedWhileSlotsAreAwaited() throws Exception {
    try (DevelopmentCluster cluster =
        DevelopmentCluster.start(DevelopmentCluster.Settings.of(1, 1))) {
      ProcessHandle first = ProcessHandle.of(cluster.taskManagerPids().get(0)).orElseThrow();
      first.destroyForcibly();
      first.onExit().join();
      cluster.startTaskManager();

      assertThatThrownBy(cluster::awaitSlots)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("taskmanager-1 ended with 137; its last log line: ")
          .hasMessageContaining("taskmanager-2 runs");
    }
  }
}
