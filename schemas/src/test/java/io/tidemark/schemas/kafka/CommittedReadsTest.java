package io.tidemark.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class CommittedReadsTest {
  @Test
  void noSettingOfTheClientsLosesWhatIsNotDelivered() {
    Properties kafka = new Properties();
    kafka.setProperty("enable.auto.commit", "true");
    kafka.setProperty("isolation.level", "read_uncommitted");
    kafka.setProperty("auto.offset.reset", "latest");
    kafka.setProperty("fetch.max.wait.ms", "50");

    assertThat(CommittedReads.of(kafka))
        .containsEntry("enable.auto.commit", "false")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("fetch.max.wait.ms", "50");
  }
}
