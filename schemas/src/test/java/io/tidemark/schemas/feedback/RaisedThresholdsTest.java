package io.tidemark.schemas.feedback;

import static io.tidemark.schemas.Verdict.EXPECTED;
import static io.tidemark.schemas.Verdict.NOISE;
import static io.tidemark.schemas.Verdict.REAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.Verdict;
import io.tidemark.schemas.feedback.RaisedThresholds.Raised;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RaisedThresholdsTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final RaisedThresholds thresholds = new RaisedThresholds();

  @Test
  void noiseAndExpectedDoubleTheThresholdOfTheShapeUpToEightTimes() {
    assertThat(thresholds.isEmpty()).isTrue();
    assertThat(factor("temperature", 100)).isEqualTo(1);

    give("a", NOISE, 1);
    assertThat(factor("temperature", 100)).isEqualTo(2);
    give("b", EXPECTED, 2);
    assertThat(factor("temperature", 100)).isEqualTo(4);
    give("c", NOISE, 3);
    give("d", NOISE, 4);

    assertThat(factor("temperature", 100)).isEqualTo(8);
    assertThat(factor("pressure", 100)).isEqualTo(1);
    assertThat(thresholds.factor("plant", "pump-2", "temperature", minute(100))).isEqualTo(1);
    assertThat(thresholds.factor("other", "pump-1", "temperature", minute(100))).isEqualTo(1);
    assertThat(thresholds.of("plant", "pump-1", minute(100)))
        .containsExactly(new Raised("temperature", 8, 4));
  }

  @Test
  void realTakesOneStepBackAndNoMoreThanThereAre() {
    give("a", REAL, 1);
    give("b", NOISE, 2);
    give("c", NOISE, 3);
    assertThat(factor("temperature", 100)).isEqualTo(4);

    give("d", REAL, 4);

    assertThat(factor("temperature", 100)).isEqualTo(2);
  }

  @Test
  void ofAnIncidentTheNewestFeedbackCounts() {
    give("a", NOISE, 1);
    give("b", NOISE, 2);

    give("a", NOISE, 3); // again
    assertThat(factor("temperature", 100)).isEqualTo(4);
    give("a", REAL, 4);
    assertThat(factor("temperature", 100)).isEqualTo(2);
    thresholds.take(feedback("b", NOISE, 5).setWithdrawn(true).build());

    assertThat(factor("temperature", 100)).isEqualTo(1);
    assertThat(thresholds.of("plant", "pump-1", minute(100))).isEmpty();
  }

  @Test
  void aWithdrawalThatNamesNoFeatureCountsToo() {
    give("a", NOISE, 1);

    thresholds.take(feedback("a", NOISE, 2).setFeatures(List.of()).setWithdrawn(true).build());

    assertThat(factor("temperature", 100)).isEqualTo(1);
  }

  @Test
  void feedbackCountsForWindowsThatEndAMinuteAfterItOrLater() {
    give("a", NOISE, 10);
    thresholds.take(feedback("a", NOISE, 20).setWithdrawn(true).build());

    assertThat(thresholds.factor("plant", "pump-1", "temperature", minute(11) - 1)).isEqualTo(1);
    assertThat(factor("temperature", 11)).isEqualTo(2);
    assertThat(factor("temperature", 20)).isEqualTo(2);
    assertThat(factor("temperature", 21)).isEqualTo(1);
  }

  @Test
  void theOrderInWhichFeedbackIsReadDoesNotMatter() {
    give("a", NOISE, 1);
    give("b", NOISE, 2);
    give("c", REAL, 3);
    give("a", EXPECTED, 4);
    List<AlertFeedback> all = thresholds.all();
    RaisedThresholds other = new RaisedThresholds();

    for (int i = all.size() - 1; i >= 0; i--) {
      other.take(all.get(i));
      other.take(all.get(i));
    }

    assertThat(other.all()).isEqualTo(all);
    for (int minute = 0; minute < 10; minute++) {
      assertThat(other.factor("plant", "pump-1", "temperature", minute(minute)))
          .isEqualTo(factor("temperature", minute));
    }
  }

  @Test
  void feedbackThatNamesNoFeatureChangesNothingAndIsNotKept() {
    thresholds.take(feedback("a", NOISE, 1).setFeatures(List.of()).build());

    assertThat(thresholds.isEmpty()).isTrue();
  }

  @Test
  void commentsAndAuthorsAreNotKept() {
    thresholds.take(feedback("a", NOISE, 1).setComment("secret").setAuthor("ann").build());

    assertThat(thresholds.all()).containsExactly(feedback("a", NOISE, 1).build());
  }

  @Test
  void theNewestFeedbackOfAKeyAndTheKeysJudgedLastAreKept() {
    for (int i = 0; i < RaisedThresholds.MOST_OF_KEY + 50; i++) {
      give("incident-" + i, NOISE, i);
    }
    assertThat(thresholds.all())
        .hasSize(RaisedThresholds.MOST_OF_KEY)
        .first()
        .extracting(AlertFeedback::getAlertId)
        .isEqualTo("incident-50");

    for (int key = 0; key < RaisedThresholds.MOST; key++) {
      thresholds.take(feedback("x" + key, NOISE, 1_000).setKey("key-" + key).build());
    }

    assertThat(thresholds.all()).hasSize(RaisedThresholds.MOST);
    assertThat(thresholds.concern("plant", "pump-1")).isFalse();
    assertThat(thresholds.concern("plant", "key-0")).isTrue();
  }

  private int factor(String feature, int minute) {
    return thresholds.factor("plant", "pump-1", feature, minute(minute));
  }

  private void give(String incident, Verdict verdict, int minute) {
    thresholds.take(feedback(incident, verdict, minute).build());
  }

  private static AlertFeedback.Builder feedback(String incident, Verdict verdict, int minute) {
    return AlertFeedback.newBuilder()
        .setAlertId(incident)
        .setSequence(0)
        .setDetector("plant")
        .setKey("pump-1")
        .setVerdict(verdict)
        .setTime(Instant.ofEpochMilli(minute(minute)))
        .setFeatures(List.of("temperature", "pressure"));
  }

  private static long minute(int minute) {
    return START.toEpochMilli() + minute * 60_000L;
  }
}
