package io.tidemark.schemas.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerNewsTest {
  private static final Logger LOGGER = (Logger) LogManager.getLogger(BrokerWatch.class);

  private final List<String> said = new ArrayList<>();
  private final AbstractAppender appender =
      new AbstractAppender("said", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          said.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
      };
  private long nanos;
  private final BrokerNews news = new BrokerNews("kafka:9092", BrokerWatch.SILENCE, () -> nanos);

  @BeforeEach
  void listen() {
    appender.start();
    Configurator.setLevel(LOGGER, Level.INFO);
    LOGGER.addAppender(appender);
  }

  @AfterEach
  void stop() {
    LOGGER.removeAppender(appender);
  }

  @Test
  void aBrokerThatMissesAQuestionIsNotAway() {
    at(8);
    news.failed("Timed out");
    at(9);
    news.answered();
    assertThat(news.trouble()).isNull();
    assertThat(said).isEmpty();
  }

  @Test
  void itIsAwayAfterTheSilenceAndBackWithItsFirstAnswer() {
    at(8);
    news.failed("Timed out");
    assertThat(news.trouble()).isNull();
    at(12);
    news.failed("Timed out");
    at(14);
    news.failed("Timed out");
    assertThat(news.trouble()).isEqualTo("the broker does not answer");
    at(130);
    news.answered();
    assertThat(news.trouble()).isNull();
    assertThat(said)
        .containsExactly(
            "WARN The broker is away: no answer from kafka:9092 for 12 s (Timed out)",
            "INFO The broker is back: kafka:9092 answers again after 130 s");
  }

  @Test
  void thatItIsAwayIsLoggedOnceAMinuteHoweverOftenItComesAndGoes() {
    for (int second = 0; second < 60; second += 15) {
      at(second);
      news.answered();
      at(second + 12);
      news.failed("Timed out");
    }
    assertThat(said).hasSize(2);
    at(90);
    news.failed("Timed out");
    at(91);
    news.answered();
    assertThat(said).hasSize(4);
  }

  private void at(int second) {
    nanos = Duration.ofSeconds(second).toNanos();
  }
}
