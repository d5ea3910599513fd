package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KafkaOptionsTest {
  private static final String SERVERS = "bootstrap.servers";

  @TempDir Path folder;

  @Test
  void reachesTheBrokersOfTheFile() throws IOException {
    String file = file("bootstrap.servers=secured:9094\nsecurity.protocol=SSL\n");

    assertThat(client("--kafka-properties", file))
        .containsEntry(SERVERS, "secured:9094")
        .containsEntry("security.protocol", "SSL");
  }

  @Test
  void theOptionGoesOverTheFile() throws IOException {
    String file = file("bootstrap.servers=secured:9094\n");

    assertThat(client("--kafka-properties", file, "--bootstrap-servers", "other:9092"))
        .containsEntry(SERVERS, "other:9092");
  }

  @Test
  void isThisMachineWhereNothingIsSaid() throws IOException {
    assertThat(client()).containsEntry(SERVERS, "localhost:9092");
    assertThat(client("--kafka-properties", file("client.id=me\n")))
        .containsEntry(SERVERS, "localhost:9092")
        .containsEntry("client.id", "me");
  }

  private String file(String lines) throws IOException {
    return Files.writeString(folder.resolve("kafka.properties"), lines).toString();
  }

  private static Properties client(String... arguments) {
    return CommandLine.populateCommand(new KafkaOptions(), arguments).client();
  }
}
