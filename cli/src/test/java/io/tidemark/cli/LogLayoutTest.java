package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.time.Instant;
import java.util.Properties;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLayoutTest {
  private static final String HOSTILE = "key \u009B31m \u2028 \u202E \u001B[2J end";

  @ParameterizedTest
  @CsvSource({
    "/log4j2.properties, appender.text.layout.",
    "/io/tidemark/cli/cluster-log4j2.properties, appender.file.layout."
  })
  void aLogLineHoldsNothingThatATerminalObeys(String file, String layout) throws Exception {
    String text = logged(file, layout, HOSTILE, new IllegalStateException("thrown \u009D0;title"));

    assertThat(text).contains("Some key \uFFFD31m \uFFFD \uFFFD \uFFFD[2J end\n");
    assertThat(text).containsOnlyOnce("IllegalStateException: thrown \uFFFD0;title");
    assertThat(text).contains("\n\tat io.tidemark.cli.LogLayoutTest");
  }

  @Test
  void aLogLineInJsonIsOneObjectThatATerminalMayShow() throws Exception {
    Exception thrown = new IllegalStateException("thrown \"\u009D0;title\"\n\tsecond");

    String text = json(HOSTILE + "\n{\"a\": \\}", thrown);

    assertThat(text.strip().codePoints())
        .noneMatch(
            each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT);
    JsonNode line = new ObjectMapper().readTree(text);
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("logger").asText()).isEqualTo("io.tidemark.Some");
    assertThat(line.path("message").asText())
        .isEqualTo("key \u009B31m \uFFFD \uFFFD \u001B[2J end\n{\"a\": \\}");
    assertThat(line.path("thrown").asText())
        .startsWith("java.lang.IllegalStateException: thrown \"\u009D0;title\"\n\tsecond")
        .contains("\n\tat io.tidemark.cli.LogLayoutTest");
    assertThat(Instant.parse(line.path("time").asText())).isEqualTo("2026-03-02T00:00:01.500Z");
  }

  @Test
  void aLogLineInJsonWithoutAnExceptionHasNoPlaceForOne() throws Exception {
    JsonNode line = new ObjectMapper().readTree(json("plain", null));

    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly("time", "level", "logger", "message");
  }

  private static String json(String message, @Nullable Throwable thrown) throws Exception {
    return logged("/log4j2.properties", "appender.json.layout.", message, thrown);
  }

  private static String logged(
      String file, String layout, String message, @Nullable Throwable thrown) throws Exception {
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
    return pattern.toSerializable(
        Log4jLogEvent.newBuilder()
            .setLoggerName("io.tidemark.Some")
            .setLevel(Level.WARN)
            .setTimeMillis(Instant.parse("2026-03-02T00:00:01.500Z").toEpochMilli())
            .setMessage(new SimpleMessage(message))
            .setThrown(thrown)
            .build());
  }
}
