package io.tidemark.schemas.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceRuleTest {
  /** 02:30 in Berlin, the night before the clocks go forward. */
  private static final Instant FIRST = Instant.parse("2026-03-28T01:30:00Z");

  private static Silence.Builder silence() {
    return Silence.newBuilder()
        .setId("s1")
        .setKind(SilenceKind.LATER)
        .setFrom(FIRST)
        .setUntil(FIRST.plus(Duration.ofHours(1)))
        .setCreatedAt(FIRST);
  }

  private static SilenceRule nightly() {
    return SilenceRule.of(silence().setRecurrence("FREQ=DAILY").setZone("Europe/Berlin").build());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T01:29:59.999Z, false",
    "2026-03-28T01:30:00Z, true",
    "2026-03-28T02:29:59.999Z, true",
    "2026-03-28T02:30:00Z, false",
    "2026-03-29T01:29:59Z, false",
    "2026-03-29T01:30:00Z, true",
    "2026-03-29T02:30:00Z, false",
    "2026-03-30T00:30:00Z, true",
    "2026-03-30T01:30:00Z, false",
    "2026-10-25T00:30:00Z, true",
    "2026-10-25T01:30:00Z, false",
    "2026-10-26T01:30:00Z, true"
  })
  void aNightlyHourLastsAnHourOnEveryNight(Instant time, boolean active) {
    assertThat(nightly().isActive(time)).isEqualTo(active);
  }

  @Test
  void aTimeThatTouchesItIsWithinIt() {
    SilenceRule nightly = nightly();
    long begin = FIRST.toEpochMilli();
    long end = begin + 3_600_000;

    assertThat(nightly.isActiveWithin(begin - 1000, begin)).isFalse();
    assertThat(nightly.isActiveWithin(begin - 1000, begin + 1)).isTrue();
    assertThat(nightly.isActiveWithin(end - 1, end + 1000)).isTrue();
    assertThat(nightly.isActiveWithin(end, end + 1000)).isFalse();
    assertThat(nightly.isActiveWithin(begin - 1000, end + 1000)).isTrue();
  }

  @Test
  void itKnowsWhenItBeginsNextAndWhenItIsOver() {
    SilenceRule nightly = nightly();

    assertThat(nightly.next(FIRST)).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(nightly.activeUntil(FIRST)).isEqualTo("2026-03-28T02:30:00Z");
    assertThat(nightly.activeUntil(FIRST.minusMillis(1))).isNull();
    assertThat(SilenceRule.of(silence().build()).next(FIRST)).isNull();
    assertThat(SilenceRule.of(silence().build()).next(FIRST.minusMillis(1))).isEqualTo(FIRST);
  }

  @Test
  void whatIsEndedDoesNotRecur() {
    Instant ended = FIRST.plus(Duration.ofMinutes(10));
    SilenceRule rule = SilenceRule.of(nightly().endedBy("kim", ended));

    assertThat(rule.isActive(ended.minusMillis(1))).isTrue();
    assertThat(rule.isActive(ended)).isFalse();
    assertThat(rule.isActive(FIRST.plus(Duration.ofDays(1)))).isFalse();
    assertThat(rule.isActiveWithin(ended.toEpochMilli(), Long.MAX_VALUE / 2)).isFalse();
    assertThat(rule.next(ended)).isNull();
    assertThat(rule.end()).isEqualTo(ended);
    assertThat(rule.silence().getEndedBy()).isEqualTo("kim");
    assertThat(rule.silence().getRecurrence()).isEqualTo("FREQ=DAILY");
  }

  @Test
  void aRecurringOneMustLastForSomeTime() {
    assertThatThrownBy(
            () -> SilenceRule.of(silence().setUntil(FIRST).setRecurrence("FREQ=DAILY").build()))
        .hasMessageStartingWith("until: ");
  }

  @Test
  void aPatternThatIsTooLongIsRefused() {
    assertThatThrownBy(() -> SilenceRule.of(silence().setKeys("*".repeat(1_025)).build()))
        .hasMessage("keys: at most 1024 characters are accepted");
  }

  @Test
  void itConcernsByKeyDetectorAndTags() {
    SilenceRule rule =
        SilenceRule.of(
            silence()
                .setKeys("pump-*")
                .setDetector("plant")
                .setTags(Map.of("site", "berlin"))
                .build());
    Map<String, String> tags = Map.of("site", "berlin", "line", "2");

    assertThat(rule.concerns("plant", "pump-1", tags)).isTrue();
    assertThat(rule.concerns("plant", "fan-1", tags)).isFalse();
    assertThat(rule.concerns("office", "pump-1", tags)).isFalse();
    assertThat(rule.concerns("plant", "pump-1", Map.of("site", "bonn"))).isFalse();
    assertThat(rule.concerns("plant", "pump-1", Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "null, CRITICAL, true",
        "CRITICAL, HIGH, true",
        "critical, CRITICAL, false",
        "HIGH, CRITICAL, false",
        "nonsense, LOW, false"
      })
  void itHoldsBackSeveritiesBelowItsLimit(String below, Severity severity, boolean held) {
    assertThat(SilenceRule.of(silence().setBelow(below).build()).holdsBack(severity))
        .isEqualTo(held);
  }
}
