package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/connect-your-topic.md: each record, read by the definition below it. */
class ConnectYourTopicTest {
  private static final Path PAGE = Path.of("..", "docs", "connect-your-topic.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("```(?:json|text)\n(.*?)\n```.*?```yaml\n(.*?)```", Pattern.DOTALL);

  @Test
  void eachRecordGivesWhatThePageSays() throws Exception {
    List<String> found = new ArrayList<>();
    Matcher examples = EXAMPLE.matcher(Files.readString(PAGE));
    while (examples.find()) {
      RecordMapping mapping =
          RecordMapping.of(
              DefinitionReader.parse(
                  examples.group(2) + "window: {tick: 10s}\nmodel: {path: m.onnx}\n", Path.of(".")),
              JobFormats.of(WireFormat.JSON));
      for (Observation observation : mapping.extract(record(examples.group(1)))) {
        String tags = observation.tags().isEmpty() ? "" : " " + observation.tags();
        found.add(observation.key() + " " + Arrays.toString(observation.values()) + tags);
        assertThat(observation.eventTimeMillis()).isBetween(1_767_225_600_000L, 1_767_225_600_500L);
      }
    }
    assertThat(found)
        .containsExactly(
            "pump-7 [5.5, 2.1] {site=north}",
            "web-1 [0.5, 70.0]",
            "web-1 [12.5, NaN]",
            "m-1 [21.5, NaN]",
            "g1/a [20.5]",
            "g1/b [21.5]",
            "plug-1 [51.9, 1.0]",
            "press-4 [7.5] {from=t}",
            "10.0.0.7 [1.0, 5200.0]",
            "1 [230.26, 21.5]",
            "pump-1 [21.5]",
            "web-1 [0.5]");
  }

  private static TopicRecord record(String value) {
    return new TopicRecord(
        "t",
        new SourcePosition(0, 0),
        1_767_225_600_000L,
        Topic.bytes("tele/plug-1/SENSOR"),
        Topic.bytes(value),
        Map.of());
  }
}
