package io.tidemark.cli.broker;

import java.nio.file.Path;
import java.util.Properties;

/** Kafka's settings for one broker that is also its own controller. */
final class BrokerSettings {
  private BrokerSettings() {}

  static Properties of(Path data, String address, int port, int controllerPort) {
    Properties properties = new Properties();
    properties.setProperty("process.roles", "broker,controller");
    properties.setProperty("node.id", "1");
    properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    properties.setProperty("controller.listener.names", "CONTROLLER");
    properties.setProperty(
        "listeners",
        "PLAINTEXT://" + address + ":" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.setProperty("advertised.listeners", "PLAINTEXT://" + address + ":" + port);
    properties.setProperty("log.dirs", data.toString());
    properties.setProperty("num.partitions", "4");
    single(properties);
    // A broker killed and started again is taken back as soon as its old session ends.
    properties.setProperty("broker.session.timeout.ms", "6000");
    properties.setProperty("broker.heartbeat.interval.ms", "1500");
    properties.setProperty("group.initial.rebalance.delay.ms", "0");
    // Replayed tables may be years old; nothing is deleted by age.
    properties.setProperty("log.retention.ms", "-1");
    return properties;
  }

  /** One broker has one replica of everything. */
  private static void single(Properties properties) {
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      properties.setProperty(topic + ".replication.factor", "1");
      properties.setProperty(topic + ".num.partitions", "4");
    }
    properties.setProperty("transaction.state.log.min.isr", "1");
    properties.setProperty("share.coordinator.state.topic.min.isr", "1");
  }
}
