package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as a process. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class DemoIT {
  @TempDir Path folder;

  @Test
  void findsTheFaultsAndLeavesNothing() throws Exception {
    try (CliProcess demo = CliProcess.start(folder, "demo", "--speed", "max", "--json")) {
      assertThat(demo.exit(200)).as(demo.err()).isZero();

      assertThat(demo.out().lines()).hasSize(1);
      assertThat(demo.err()).doesNotContain("WARN");
      JsonNode outcome = new ObjectMapper().readTree(demo.out());
      int injected = outcome.path("faultsInjected").asInt();
      assertThat(injected).isGreaterThanOrEqualTo(10);
      assertThat(outcome.path("faultsDetected").asInt() * 10).isGreaterThanOrEqualTo(injected * 8);
      assertThat(outcome.path("falseAlarms").asInt() * 10)
          .isLessThanOrEqualTo(outcome.path("keys").asInt());
      assertThat(outcome.path("alertsOpened").asInt()).isGreaterThanOrEqualTo(injected * 8 / 10);
      assertThat(outcome.path("alertsResolved").asInt())
          .as("incidents, of which some come back")
          .isPositive()
          .isLessThanOrEqualTo(outcome.path("alertsOpened").asInt());
      assertThat(outcome.path("events").asLong()).isGreaterThan(100_000);
      assertThat(outcome.path("windowsScored").asLong()).isGreaterThan(30_000);
      assertThat(outcome.path("deadLetters").asInt()).isPositive();
      assertThat(outcome.path("firstAlertSeconds").asDouble()).isPositive();
      assertThat(outcome.path("provider").asText()).isIn("CPU", "CUDA");
      assertThat(left()).isEmpty();
    }
  }

  @Test
  void listensOnLoopbackOnlyAndLeavesNothingWhenItIsInterrupted() throws Exception {
    try (CliProcess demo = CliProcess.start(folder, "demo")) {
      PumpRun.await(() -> demo.err().contains("% sent") || !demo.alive());
      assertThat(demo.alive()).as(demo.err()).isTrue();
      List<ProcessHandle> children = demo.handle().descendants().toList();
      assertThat(children).isNotEmpty();
      assertThat(ListeningSockets.ofAll(demo.handle()))
          .hasSizeGreaterThanOrEqualTo(4) // the broker's two, the console's, the job's
          .allMatch(socket -> socket.getAddress().isLoopbackAddress());

      demo.interrupt();

      assertThat(demo.exit(30)).as(demo.err()).isEqualTo(130);
      // The broker's child outlives its parent for a moment, to delete what that left.
      PumpRun.await(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(left()).isEmpty();
    }
  }

  private List<Path> left() throws IOException {
    try (var files = Files.list(folder.resolve("tmp"))) {
      return files.toList();
    }
  }
}
