package io.tidemark.cli.peek;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TopicProfileTest {
  private final TopicProfile profile = new TopicProfile();

  @Test
  void pathsAreThoseThatADefinitionWouldName() {
    add("{\"host\": {\"name\": \"a\"}, \"load.avg\": [0.5, 1.5], \"up\": true}");
    add("{\"host\": {\"name\": \"b\"}, \"load.avg\": []}");

    assertThat(profile.paths()).containsOnlyKeys("host.name", "load\\.avg[*]", "up");
    PathProfile load = at("load\\.avg[*]");
    assertThat(load.records()).isEqualTo(1);
    assertThat(load.types()).isEqualTo("number");
    assertThat(load.values()).isEqualTo("0.5 to 1.5");
    assertThat(at("host.name").values()).isEqualTo("a, b");
  }

  @Test
  void formatsAreToldByTheFirstBytes() {
    profile.add(null);
    add(" [1]");
    add("21.5;pump");
    profile.add(new byte[] {0, 0, 0, 0, 7, 1, 2});
    profile.add(new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    profile.add(new byte[] {8, 1, (byte) 0xff});

    assertThat(profile.formats())
        .contains(
            entry("no value", 1L),
            entry("JSON", 1L),
            entry("text: plain values or CSV", 1L),
            entry("Avro, as single objects", 1L),
            entry("binary without a header: Avro or Protobuf of one schema", 1L));
    assertThat(profile.schemaIds()).containsExactly(7);
  }

  @Test
  void whatBeginsLikeJsonAndIsNoneIsCounted() {
    add("{\"a\": ");
    add("[".repeat(100_000));

    assertThat(profile.unread()).isEqualTo(2);
  }

  @Test
  void recordsWithEverNewNamesTakeBoundedMemory() {
    for (int i = 0; i < 2000; i++) {
      add("{\"n" + i + "\": 1}");
    }

    assertThat(profile.paths()).hasSize(500);
    assertThat(profile.morePaths()).isTrue();
  }

  @Test
  void theTableHasALineForEachPath() {
    add("{\"id\": \"x\", \"t\": 21.5}");
    StringWriter text = new StringWriter();
    ProfileText.print("plant", profile, new PrintWriter(text, true));

    assertThat(text.toString().lines())
        .contains("plant: 1 records", "t      100 %  number            21.5");
  }

  private PathProfile at(String path) {
    return Objects.requireNonNull(profile.paths().get(path), path);
  }

  private void add(String json) {
    profile.add(json.getBytes(UTF_8));
  }
}
