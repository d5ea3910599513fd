package io.tidemark.console.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The metrics of one process: memory and processor time of its JVM, and what its parts add. Anyone
 * who may ask for {@code /health} may read them, so no label is a key or an address.
 */
public final class Metrics {
  /** Of the page. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final int EXPECTED_BYTES = 16 << 10;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();

  /** Those of the JVM. */
  public Metrics() {
    JvmMemoryMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  /** Where metrics of all kinds are added. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** Takes what a gauge shows, with the values of its labels. */
  public interface Values {
    void set(double value, String... labels);
  }

  /** Adds a gauge that is asked for its values when the page is read. */
  public void gauge(String name, String help, Consumer<Values> values, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(gauge -> values.accept(gauge::call))
        .register(registry);
  }

  /**
   * Adds a counter that is asked for its values when the page is read.
   *
   * @param name ends in {@code _total}
   */
  public void counter(String name, String help, Consumer<Values> values, String... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(counter -> values.accept(counter::call))
        .register(registry);
  }

  /**
   * Shows whether the process can do its work.
   *
   * @param command that the process runs
   * @param ready what {@code /ready} answers
   * @param kafkaAnswers whether Kafka has answered of late
   */
  public void work(String command, BooleanSupplier ready, BooleanSupplier kafkaAnswers) {
    gauge(
        "tidemark_ready",
        "1 while the process can do its work, as /ready says",
        values -> values.set(ready.getAsBoolean() ? 1 : 0, command),
        "command");
    gauge(
        "tidemark_kafka_up",
        "1 while Kafka answers and the topics that are read have leaders",
        values -> values.set(kafkaAnswers.getAsBoolean() ? 1 : 0, command),
        "command");
  }

  /** All of them in Prometheus' text format. */
  public byte[] page() {
    ByteArrayOutputStream page = new ByteArrayOutputStream(EXPECTED_BYTES);
    try {
      format.write(page, registry.scrape());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return page.toByteArray();
  }
}
