package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "/log4j2.properties, appender.stderr.layout.",
    "/io/tidemark/cli/cluster-log4j2.properties, appender.file.layout."
  })
  void aLogLineHoldsNothingThatATerminalObeys(String file, String layout) throws Exception {
    Properties settings = new Properties();
    try (InputStream in = LogLayoutTest.class.getResourceAsStream(file)) {
      settings.load(in);
    }
    PatternLayout pattern =
        PatternLayout.newBuilder()
            .withPattern(settings.getProperty(layout + "pattern"))
            .withAlwaysWriteExceptions(
                Boolean.parseBoolean(settings.getProperty(layout + "alwaysWriteExceptions")))
            .build();
    String text =
        pattern.toSerializable(
            Log4jLogEvent.newBuilder()
                .setLoggerName("io.tidemark.Some")
                .setLevel(Level.WARN)
                .setMessage(new SimpleMessage("key \u009B31m \u2028 \u202E \u001B[2J end"))
                .setThrown(new IllegalStateException("thrown \u009D0;title"))
                .build());
    assertThat(text).contains("Some key \uFFFD31m \uFFFD \uFFFD \uFFFD[2J end\n");
    assertThat(text).containsOnlyOnce("IllegalStateException: thrown \uFFFD0;title");
    assertThat(text).contains("\n\tat io.tidemark.cli.LogLayoutTest");
  }
}
