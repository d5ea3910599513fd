package io.tidemark.cli;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.detector.definition.DefinitionException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark broker}: a Kafka broker for development, until Ctrl-C. */
@Command(
    name = "broker",
    description = "Run a Kafka broker for development on the loopback interface, until Ctrl-C.")
final class BrokerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Folder for its data, which is kept (default: a temporary one, deleted at the end).")
  private @Nullable Path dir;

  @Option(
      names = "--topics",
      paramLabel = "NAME:PARTITIONS",
      split = ",",
      description = "Topics to create, such as sensor-events:4,alerts:1.")
  private String[] topics = {};

  @Override
  public Integer call() throws Exception {
    Map<String, Integer> wanted = partitionsByTopic();
    DevelopmentBroker.Settings settings = DevelopmentBroker.Settings.onPort(port);
    PrintWriter out = spec.commandLine().getOut();
    try (DevelopmentBroker broker =
        DevelopmentBroker.start(dir == null ? settings : settings.in(dir))) {
      broker.createTopics(wanted);
      out.println("Kafka is up: --bootstrap-servers " + broker.bootstrapServers());
      out.println(
          "Data in "
              + broker.dir()
              + (dir == null ? ", deleted at the end" : "")
              + ". Ctrl-C stops it.");
      return broker.awaitExit() == 0 ? Tidemark.DONE : Tidemark.FAILURE;
    }
  }

  private Map<String, Integer> partitionsByTopic() {
    Map<String, Integer> partitions = new LinkedHashMap<>();
    for (String topic : topics) {
      String[] parts = topic.split(":", 2);
      if (!parts[0].matches("[A-Za-z0-9._-]{1,249}")) {
        throw DefinitionException.of("--topics", "'" + topic + "'", "NAME or NAME:PARTITIONS");
      }
      partitions.put(parts[0], parts.length == 1 ? 1 : partitions(topic, parts[1]));
    }
    return partitions;
  }

  private static int partitions(String topic, String number) {
    if (!number.matches("[1-9]\\d{0,3}")) {
      throw DefinitionException.of(
          "--topics", "'" + topic + "'", "NAME:PARTITIONS with 1 to 9999 partitions");
    }
    return Integer.parseInt(number);
  }
}
