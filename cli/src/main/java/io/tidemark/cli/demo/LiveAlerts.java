package io.tidemark.cli.demo;

import io.tidemark.console.intake.AlertReader;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.registry.RegistrySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows committed alerts as they come, from a thread of its own. */
final class LiveAlerts implements AutoCloseable {
  private final Properties kafka;
  private final String topic;
  private final AlertReader reader;
  private final @Nullable RegistrySettings registry;
  private final Thread thread;
  private final Consumer<AnomalyAlert> show;
  private int told; // by the thread, and after its end by its owner

  private LiveAlerts(
      Properties kafka,
      String topic,
      @Nullable RegistrySettings registry,
      Consumer<AnomalyAlert> show) {
    this.kafka = kafka;
    this.topic = topic;
    this.registry = registry;
    this.show = show;
    this.reader = AlertReader.open(kafka, topic, registry);
    this.thread = new Thread(this::follow, "live-alerts");
    thread.setDaemon(true);
  }

  static LiveAlerts start(
      Properties kafka,
      String topic,
      @Nullable RegistrySettings registry,
      Consumer<AnomalyAlert> show) {
    LiveAlerts alerts = new LiveAlerts(kafka, topic, registry, show);
    alerts.thread.start();
    return alerts;
  }

  private void follow() {
    try (reader) {
      reader.follow(this::tell, undecodable -> {});
    }
  }

  private void tell(AnomalyAlert alert) {
    told++;
    show.accept(alert);
  }

  /**
   * Ends the following and reads the whole topic: all alerts, those shown last that came since.
   * Call when nothing is written any more. The topic has one partition, so its order is one.
   */
  List<AnomalyAlert> finish() throws InterruptedException {
    close();
    List<AnomalyAlert> all = new ArrayList<>();
    try (AlertReader again = AlertReader.open(kafka, topic, registry)) {
      again.readAll(all::add, undecodable -> {});
    }
    all.subList(told, all.size()).forEach(show);
    return all;
  }

  @Override
  public void close() throws InterruptedException {
    reader.stop();
    thread.join();
  }
}
