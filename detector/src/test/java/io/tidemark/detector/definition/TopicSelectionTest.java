package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.Definitions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicSelectionTest {
  @Test
  void oneTopicIsNamedByNoEvent() {
    TopicSelection one = topics("plant");
    assertThat(one).isEqualTo(TopicSelection.of("plant"));
    assertThat(one.only()).isEqualTo("plant");
    assertThat(one.label("plant")).isEmpty();
    assertThat(one.labelled("")).isEqualTo("plant");
  }

  @Test
  void severalTopicsAreNamedByTheirEvents() {
    TopicSelection both = topics("[north, south]");
    assertThat(both.names()).containsExactly("north", "south");
    assertThat(both.has("south")).isTrue();
    assertThat(both.has("sou")).isFalse();
    assertThat(both.labelled(both.label("south"))).isEqualTo("south");
    assertThatThrownBy(both::only)
        .hasMessage("events.topic: north, south is not accepted; it must be one topic for this");
  }

  @Test
  void aRegularExpressionMatchesWholeNames() {
    TopicSelection plants = topics("{regex: 'plant\\.[a-z]+'}");
    assertThat(plants.has("plant.north")).isTrue();
    assertThat(plants.has("my.plant.north")).isFalse();
    assertThat(plants.has("plant.north.2")).isFalse();
    assertThat(plants.labelled(plants.label("plant.north"))).isEqualTo("plant.north");
    assertThat(plants.several()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]          | events.topic: an empty list is not accepted; it must be a text or a list of them",
        "[a, b, a]   | events.topic: [a, b, a] is not accepted; it must be a list in which no topic stands twice",
        "{regex: '('} | events.topic.regex: '(' is not accepted; it must be a regular expression",
        "{regex: '(a)\\1'} | events.topic.regex: '(a)\\1' is not accepted; it must be a regular expression",
        "{regex: '(?:(?:.?){60}){60}z'} | events.topic.regex: '(?:(?:.?){60}){60}z' is not accepted; it must be a regular expression with fewer repetitions",
        "{regx: a}   | events.topic.regex: is missing",
        "{regex: a, also: b} | events.topic.also: there is no such field"
      })
  void namesWhatIsWrong(String topic, String message) {
    assertThatThrownBy(() -> topics(topic))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void thereIsALimit() {
    List<String> many = IntStream.rangeClosed(0, 100).mapToObj(i -> "t" + i).toList();
    assertThatThrownBy(() -> topics(many.toString()))
        .hasMessageStartingWith("events.topic: how many: 101 is not accepted");
    assertThatThrownBy(() -> topics("{regex: %s}".formatted("a".repeat(501))))
        .hasMessageStartingWith("events.topic.regex: its length: 501 is not accepted");
  }

  private static TopicSelection topics(String topic) {
    return Definitions.parse(Definitions.PUMP.replace("sensor-events", topic)).events().topics();
  }
}
