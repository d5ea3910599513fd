package io.tidemark.console.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SilencesTest {
  private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");

  private final Silences silences = Silences.none();

  @Test
  void concernsWhatAllOfItsConditionsMeet() {
    silences.accept(
        silence("s", SilenceKind.NEVER)
            .setKeys("pump-*")
            .setDetector("plant")
            .setTags(Map.of("site", "hall-2"))
            .setBelow("HIGH")
            .build());
    AnomalyAlert alert = alert(Severity.MEDIUM);
    assertThat(silences.of(alert, NOW)).isEqualTo(SilenceKind.NEVER);
    assertThat(silences.of(alert(Severity.HIGH), NOW)).isNull();
    alert.setTags(Map.of("site", "hall-3"));
    assertThat(silences.of(alert, NOW)).isNull();
    AnomalyAlert other = alert(Severity.LOW);
    other.setDetector("office");
    assertThat(silences.of(other, NOW)).isNull();
    AnomalyAlert another = alert(Severity.LOW);
    another.setKey("fan-1");
    assertThat(silences.of(another, NOW)).isNull();
  }

  @Test
  void holdsFromItsBeginningToItsEnd() {
    silences.accept(silence("s", SilenceKind.LATER).build());
    AnomalyAlert alert = alert(Severity.HIGH);
    assertThat(silences.of(alert, NOW.minusMillis(1))).isNull();
    assertThat(silences.of(alert, NOW)).isEqualTo(SilenceKind.LATER);
    assertThat(silences.of(alert, NOW.plusSeconds(60))).isNull();
    silences.accept(
        silence("s", SilenceKind.LATER).setEndedAt(NOW.plusSeconds(10)).setEndedBy("kim").build());
    assertThat(silences.of(alert, NOW.plusSeconds(9))).isEqualTo(SilenceKind.LATER);
    assertThat(silences.of(alert, NOW.plusSeconds(10))).isNull();
  }

  @Test
  void oneThatRecursHoldsAgain() {
    silences.accept(silence("s", SilenceKind.NEVER).setRecurrence("FREQ=DAILY").build());
    AnomalyAlert alert = alert(Severity.HIGH);
    assertThat(silences.of(alert, NOW.plusSeconds(86_400))).isEqualTo(SilenceKind.NEVER);
    assertThat(silences.of(alert, NOW.plusSeconds(86_460))).isNull();
  }

  @Test
  void oneThatCannotBeReadLeavesTheOneBefore() {
    silences.accept(silence("s", SilenceKind.NEVER).build());
    assertThatThrownBy(
            () ->
                silences.accept(
                    silence("s", SilenceKind.LATER).setRecurrence("FREQ=SECONDLY").build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(silences.of(alert(Severity.HIGH), NOW)).isEqualTo(SilenceKind.NEVER);
  }

  @Test
  void whereTwoSilencesDifferTheMessageIsDeliveredLater() {
    silences.accept(silence("later", SilenceKind.LATER).build());
    silences.accept(silence("never", SilenceKind.NEVER).build());
    assertThat(silences.of(alert(Severity.LOW), NOW)).isEqualTo(SilenceKind.LATER);
    silences.remove("later");
    assertThat(silences.of(alert(Severity.LOW), NOW)).isEqualTo(SilenceKind.NEVER);
  }

  @Test
  void aSeverityThatNobodyKnowsSilencesNothing() {
    silences.accept(silence("s", SilenceKind.NEVER).setBelow("HUGE").build());
    assertThat(silences.of(alert(Severity.LOW), NOW)).isNull();
  }

  @Test
  void theirNumberIsBounded() {
    for (int i = 0; i <= Silences.MOST; i++) {
      silences.accept(
          silence("s" + i, SilenceKind.NEVER).setUntil(NOW.plusSeconds(10_000 - i)).build());
    }
    assertThat(silences.newestFirst()).hasSize(Silences.MOST);
    assertThat(silences.get("s" + Silences.MOST)).as("the one that ends first").isNull();
  }

  private static AnomalyAlert alert(Severity severity) {
    AnomalyAlert alert = Alerts.message("a", 0, AlertState.OPEN, severity, "pump-1");
    alert.setTags(Map.of("site", "hall-2", "unit", "3"));
    return alert;
  }

  /** For a minute from now on. */
  private static Silence.Builder silence(String id, SilenceKind kind) {
    return Silence.newBuilder()
        .setId(id)
        .setKind(kind)
        .setFrom(NOW)
        .setUntil(NOW.plusSeconds(60))
        .setCreatedAt(NOW);
  }
}
