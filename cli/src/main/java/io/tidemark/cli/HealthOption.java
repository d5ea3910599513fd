package io.tidemark.cli;

import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.web.HealthServer;
import io.tidemark.console.web.Readiness;
import io.tidemark.detector.definition.DefinitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command without a page of its own answers an orchestrator's probes. */
final class HealthOption {
  private static final String OPTION = "--health-port";

  @Option(
      names = OPTION,
      paramLabel = "PORT",
      description =
          "Answer /health and /ready there for probes, and in deliver /metrics for Prometheus, on"
              + " all interfaces, 0 for any free port (default: nowhere).")
  private @Nullable Integer port;

  /**
   * Begins to answer; null where nobody asked for it.
   *
   * @param metrics served at {@code /metrics}; null where the command serves them elsewhere
   * @throws DefinitionException when nothing can listen there
   */
  @Nullable HealthServer start(Readiness readiness, @Nullable Metrics metrics) {
    if (port == null) {
      return null;
    }
    if (port < 0 || port > 65_535) {
      throw DefinitionException.of(OPTION, port, "a port from 0 to 65535");
    }
    try {
      return HealthServer.start(port, readiness, metrics);
    } catch (Exception taken) {
      throw DefinitionException.of(OPTION, port, "a free port: " + taken.getMessage());
    }
  }
}
