package io.tidemark.detector.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.RoundTrip;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TagsTest {
  private static final Set<String> NAMES = new LinkedHashSet<>(List.of("site", "unit"));

  @Test
  void theLastKnownValueOfEachNameCounts() {
    Map<String, String> known = Tags.latest(Map.of(), Map.of("unit", "3"), NAMES);
    Map<String, String> both = Tags.latest(known, Map.of("site", "a"), NAMES);
    assertThat(both).containsExactly(Map.entry("site", "a"), Map.entry("unit", "3"));
    assertThat(Tags.latest(both, Map.of("site", "b"), NAMES))
        .containsExactly(Map.entry("site", "b"), Map.entry("unit", "3"));
  }

  @Test
  void whatChangesNothingGivesTheSameMap() {
    Map<String, String> known = Map.of("site", "a");
    assertThat(Tags.latest(known, Map.of(), NAMES)).isSameAs(known);
    assertThat(Tags.latest(known, Map.of("site", "a"), NAMES)).isSameAs(known);
  }

  @Test
  void aTagThatIsNoLongerInTheDefinitionIsForgotten() {
    Map<String, String> known = Map.of("site", "a", "unit", "3");
    assertThat(Tags.latest(known, Map.of(), Set.of("unit")))
        .containsExactly(Map.entry("unit", "3"));
    assertThat(Tags.latest(known, Map.of(), Set.of())).isEmpty();
  }

  @Test
  void aLongValueIsCutBetweenCharacters() {
    assertThat(Tags.cut("x".repeat(100))).hasSize(100);
    assertThat(Tags.cut("x".repeat(101))).hasSize(100);
    assertThat(Tags.cut("x".repeat(99) + "\ud83d\ude00")).isEqualTo("x".repeat(99));
  }

  @Test
  void theyAreReadAsTheyWereWritten() {
    Map<String, String> tags = Map.of("site", "Köln \ud83d\ude00", "unit", "");
    assertThat(RoundTrip.of(tags, Tags::write, Tags::read)).isEqualTo(tags);
    assertThat(RoundTrip.of(Map.<String, String>of(), Tags::write, Tags::read)).isEmpty();
  }
}
