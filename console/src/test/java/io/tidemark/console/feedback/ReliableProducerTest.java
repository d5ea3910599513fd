package io.tidemark.console.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class ReliableProducerTest {
  @Test
  void aDeliveryMayTakeAsLongAsItsRequest() {
    Properties kafka = new Properties();
    kafka.setProperty("bootstrap.servers", "localhost:9092");
    kafka.setProperty("request.timeout.ms", "20000");
    kafka.setProperty("linger.ms", "100");

    assertThat(ReliableProducer.settings(kafka).getProperty("delivery.timeout.ms"))
        .isEqualTo("20100");
    assertThatCode(() -> new ReliableProducer(kafka).close()).doesNotThrowAnyException();
  }

  @Test
  void theTimeoutThatIsGivenIsTheOneThatCounts() {
    Properties kafka = new Properties();
    assertThat(ReliableProducer.settings(kafka).getProperty("delivery.timeout.ms"))
        .isEqualTo("10000");

    kafka.setProperty("delivery.timeout.ms", "60000");

    assertThat(ReliableProducer.settings(kafka).getProperty("delivery.timeout.ms"))
        .isEqualTo("60000");
  }
}
