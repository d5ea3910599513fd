package io.tidemark.console.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertPhase;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentenceTest {
  private static final Pattern NUMBERS =
      Pattern.compile("(high|low), (\\S+) .*\\(normal (\\S+)(?: to (\\S+))?\\)");

  @Test
  void anOpeningSaysWhoWhatAndHowFar() {
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, temperature(78.2))))
        .isEqualTo("pump-09: temperature high, 78.2 °C (normal 50 to 58.5)");
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, temperature(12))))
        .isEqualTo("pump-09: temperature low, 12 °C (normal 50 to 58.5)");
  }

  @Test
  void anUpdateSaysWhatHasChangedAndSinceWhen() {
    AnomalyAlert update = alert(AlertState.UPDATE, 24, temperature(78.2));
    assertThat(Sentence.of(update))
        .isEqualTo(
            "pump-09: temperature high, 78.2 °C at its worst (normal 50 to 58.5), for 4 min");
    update.setChange(AlertChange.WORSE);
    assertThat(Sentence.of(update))
        .isEqualTo(
            "pump-09: worse, temperature high, 78.2 °C at its worst (normal 50 to 58.5), for 4 min,"
                + " still rising");
    update.getFeatures().get(0).setObserved(70);
    assertThat(Sentence.of(update)).as("it was higher before").endsWith("for 4 min");
    update.setChange(AlertChange.SEVERITY);
    assertThat(Sentence.of(update)).startsWith("pump-09: now HIGH, temperature high");
    update.setChange(AlertChange.FEATURE);
    assertThat(Sentence.of(update)).startsWith("pump-09: now temperature high");
    update.setChange(AlertChange.REOPENED);
    assertThat(Sentence.of(update)).startsWith("pump-09: back again, temperature high");
    assertThat(Sentence.asOpening(update)).startsWith("pump-09: temperature high, 78.2");
  }

  @Test
  void aResolutionSaysSinceWhenItIsNormalHowLongItLastedAndItsPeak() {
    AnomalyAlert resolved = alert(AlertState.RESOLVED, 14, temperature(78.2));
    resolved.setNormalSince(Instant.parse("2026-01-05T06:33:27Z"));
    assertThat(Sentence.of(resolved))
        .isEqualTo(
            "pump-09: normal again since 06:33:27 UTC, after 2 min 15 s; temperature high, 78.2 °C"
                + " at its worst (normal 50 to 58.5)");
    resolved.setNormalSince(Instant.parse("2026-01-07T06:31:12Z"));
    assertThat(Sentence.of(resolved))
        .startsWith("pump-09: normal again since 2026-01-07 06:31:12 UTC, after 2 d; ");
  }

  @Test
  void aKeyThatIsForgottenIsNotSaidToBeNormal() {
    AnomalyAlert forgotten = alert(AlertState.RESOLVED, 6);
    forgotten.setNote("The key has fallen silent.");
    assertThat(Sentence.of(forgotten))
        .isEqualTo("pump-09: over after 1 min: The key has fallen silent.");
  }

  @Test
  void aValueWithinItsRangeIsNotPrintedBesideIt() {
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, temperature(55))))
        .isEqualTo("pump-09: temperature pattern unusual");
  }

  @Test
  void noSentenceContradictsItself() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double size = Math.pow(10, random.nextInt(12) - 4);
      double low = random.nextGaussian() * size;
      double high = low + Math.abs(random.nextGaussian()) * size * random.nextInt(3) / 100;
      double value = random.nextBoolean() ? high + random.nextGaussian() * size / 50 : low;
      String text =
          Sentence.of(alert(AlertState.OPEN, 0, feature(value, value, low, high, 1, "°C")));
      Matcher numbers = NUMBERS.matcher(text);
      if (numbers.find()) {
        double shown = number(numbers.group(2));
        double from = number(numbers.group(3));
        double to = numbers.group(4) == null ? from : number(numbers.group(4));
        assertThat("high".equals(numbers.group(1)) ? shown > to : shown < from).as(text).isTrue();
      } else {
        assertThat(text).endsWith("temperature pattern unusual");
      }
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(",", ""));
  }

  @Test
  void withoutARangeTheValueStandsBesideWhatWasExpected() {
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, expected(9.4, 9.45))))
        .endsWith("temperature low, 9.4 °C (expected 9.45)");
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, expected(9.4, 9.4))))
        .endsWith("temperature pattern unusual");
    assertThat(Sentence.of(alert(AlertState.OPEN, 0, expected(Double.NaN, 9.4))))
        .endsWith("temperature has no value");
    assertThat(Sentence.of(alert(AlertState.OPEN, 0)))
        .isEqualTo("pump-09: its readings do not fit together, though none stands out");
  }

  @Test
  void noiseIsZero() {
    assertThat(
            Sentence.of(alert(AlertState.OPEN, 0, feature(1.2, 1.2, -3.02e-8, 6.17e-42, 1, "g"))))
        .isEqualTo("pump-09: temperature high, 1.2 g (normal 0)");
  }

  @Test
  void aSecondFeatureIsNamedWhenItMattersAndFits() {
    FeatureDeviation flow = feature(80.0, 80.0, 90, 100, 0.3, "l/min");
    flow.setFeature("flow");
    AnomalyAlert alert = alert(AlertState.OPEN, 0, temperature(78.2), flow);
    assertThat(Sentence.of(alert)).endsWith("58.5); flow low, 80 l/min (normal 90 to 100)");
    assertThat(Sentence.of(alert, 60)).endsWith("(normal 50 to 58.5)");
    flow.setShare(0.1);
    assertThat(Sentence.of(alert)).endsWith("(normal 50 to 58.5)");
  }

  @Test
  void otherKindsSayWhatTheyAre() {
    AnomalyAlert gap = alert(AlertState.OPEN, 0);
    gap.setKind(AlertKind.GAP);
    gap.setNote("No event for 1m.");
    assertThat(Sentence.of(gap)).isEqualTo("pump-09: No event for 1m");
    AnomalyAlert longer = alert(AlertState.UPDATE, 6);
    longer.setKind(AlertKind.GAP);
    longer.setChange(AlertChange.SEVERITY);
    longer.setNote("No event for 2m.");
    assertThat(Sentence.of(longer)).isEqualTo("pump-09: now HIGH: No event for 2m");
    longer.setKind(AlertKind.LATE);
    longer.setNote("Events come late by 9s and are left out.");
    assertThat(Sentence.of(longer))
        .isEqualTo("pump-09: now HIGH: Events come late by 9s and are left out, for 1 min");
    AnomalyAlert over = alert(AlertState.RESOLVED, 6);
    over.setKind(AlertKind.FLAT_LINE);
    over.setNormalSince(over.getUpdatedAt());
    assertThat(Sentence.of(over))
        .isEqualTo("pump-09: flat line over since 06:32:12 UTC, after 1 min");
  }

  @Test
  void anAnomalyThatAFlatLineIsPartOfNamesIt() {
    AnomalyAlert stuck = alert(AlertState.UPDATE, 6, temperature(55));
    stuck.setChange(AlertChange.FLAT_LINE);
    stuck.setNote("temperature: no change for 34s.");
    assertThat(Sentence.of(stuck)).isEqualTo("pump-09: temperature: no change for 34s, for 1 min");
  }

  @Test
  void aNewNormalAndAWarmUpAreToldFromTheRest() {
    assertThat(Sentence.of(alert(AlertState.NEW_NORMAL, 6, temperature(78.2))))
        .startsWith("pump-09: new normal after 1 min; temperature high, 78.2 °C at its worst");
    AnomalyAlert early = alert(AlertState.OPEN, 0, temperature(78.2));
    early.setPhase(AlertPhase.WARM_UP);
    assertThat(Sentence.of(early)).endsWith("(normal 50 to 58.5) (in its warm-up)");
  }

  @Test
  void tagsFollowTheKeyAndADetectorSpeaksForAllKeys() {
    AnomalyAlert alert = alert(AlertState.OPEN, 0, temperature(78.2));
    alert.setTags(Map.of("unit", "3\u001b", "site", "hall-2"));
    assertThat(Sentence.of(alert)).startsWith("pump-09 [site=hall-2, unit=3\ufffd]: temperature");
    assertThat(Sentence.line(alert, false)).startsWith("HIGH plant pump-09 [site");
    AnomalyAlert fleet = alert(AlertState.OPEN, 0);
    fleet.setKey("*");
    fleet.setKind(AlertKind.DRIFT);
    fleet.setNote("Train the model on recent data.");
    assertThat(Sentence.line(fleet, false)).isEqualTo("HIGH plant: Train the model on recent data");
  }

  @Test
  void theLineOfAnEndBeginsWithItsState() {
    AnomalyAlert resolved = alert(AlertState.RESOLVED, 6, temperature(78.2));
    assertThat(Sentence.line(resolved, false)).startsWith("RESOLVED plant pump-09: normal again");
  }

  private static FeatureDeviation temperature(double worst) {
    return feature(worst, worst, 50, 58.5, 0.7, "°C");
  }

  private static FeatureDeviation expected(double observed, double expected) {
    return FeatureDeviation.newBuilder()
        .setFeature("temperature")
        .setUnit("°C")
        .setObserved(observed)
        .setExpected(expected)
        .setShare(1)
        .build();
  }

  private static FeatureDeviation feature(
      double observed, double worst, double low, double high, double share, @Nullable String unit) {
    return FeatureDeviation.newBuilder()
        .setFeature("temperature")
        .setUnit(unit)
        .setObserved(observed)
        .setExpected((low + high) / 2)
        .setShare(share)
        .setNormalLow(low)
        .setNormalHigh(high)
        .setWorst(worst)
        .build();
  }

  /** As the message with this number, ten seconds after the one before it. */
  private static AnomalyAlert alert(AlertState state, int sequence, FeatureDeviation... features) {
    AnomalyAlert alert = Alerts.message("id", sequence, state, Severity.HIGH, "pump-09");
    alert.setFeatures(List.of(features));
    return alert;
  }
}
