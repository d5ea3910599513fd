package io.tidemark.cli;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;

/** Flink's settings for a port on which Prometheus finds the job's metrics. */
final class PrometheusPort {
  private static final String REPORTER = "metrics.reporter.prom.";

  private PrometheusPort() {}

  /**
   * The settings for a port.
   *
   * @param port 0 for none
   * @throws DefinitionException when nothing can listen there; Flink would only log that
   */
  static Map<String, String> settings(int port) {
    if (port == 0) {
      return Map.of();
    }
    if (port < 1 || port > 65_535) {
      throw DefinitionException.of("--metrics-port", port, "a port from 1 to 65535");
    }
    try (ServerSocket free = new ServerSocket(port)) {
      return Map.of(
          REPORTER + "factory.class",
          PrometheusReporterFactory.class.getName(),
          REPORTER + "port",
          Integer.toString(free.getLocalPort()));
    } catch (IOException taken) {
      throw DefinitionException.of("--metrics-port", port, "a free port: " + taken.getMessage());
    }
  }
}
