package io.tidemark.console.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.detector.ShadowFigures.Readiness;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.ShadowReport;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutsTest {
  private static final Instant START = Instant.parse("2026-01-05T06:31:12Z");
  private static final ModelName FIRST = new ModelName("1", "aa");
  private static final ModelName SECOND = new ModelName("2", "bb");

  private final AtomicInteger changes = new AtomicInteger();
  private final Rollouts rollouts = new Rollouts(changes::incrementAndGet);
  private int seconds;

  @Test
  void aPromotedModelServesAndARollBackBringsTheOneBeforeBack() {
    answer(ControlOutcome.OFFERED, FIRST, null);
    Instant promoted = answer(ControlOutcome.PROMOTED, FIRST, null);
    answer(ControlOutcome.OFFERED, SECOND, null);
    answer(ControlOutcome.SHADOWING, SECOND, null);

    Rollout shadowing = now();
    assertThat(shadowing.serving()).isEqualTo(FIRST);
    assertThat(shadowing.since()).isEqualTo(promoted);
    assertThat(shadowing.candidate()).isEqualTo(SECOND);
    assertThat(shadowing.shadowSince()).isNotNull();

    answer(ControlOutcome.PROMOTED, SECOND, null);
    assertThat(now().serving()).isEqualTo(SECOND);
    assertThat(now().candidate()).isNull();
    assertThat(now().replaced()).isTrue();
    assertThat(now().previous()).isEqualTo(FIRST);

    answer(ControlOutcome.ROLLED_BACK, FIRST, null);
    assertThat(now().serving()).isEqualTo(FIRST);
    assertThat(now().candidate()).as("it can be promoted again").isEqualTo(SECOND);
    assertThat(now().replaced()).as("only once").isFalse();
    assertThat(changes).hasValue(6);
  }

  @Test
  void aRefusalChangesNothingAndSaysWhy() {
    answer(ControlOutcome.OFFERED, FIRST, null);
    ControlEvent refused = event(ControlOutcome.REFUSED, SECOND);
    refused.setReason("the candidate is aa,\nand not digest bb");
    rollouts.take(refused);

    assertThat(now().candidate()).isEqualTo(FIRST);
    assertThat(now().answers().get(0).reason()).doesNotContain("\n").startsWith("the candidate");
  }

  @Test
  void theNewestReportOfEachSubtaskCountsAndKeysAreCountedAtThePromotion() {
    answer(ControlOutcome.OFFERED, FIRST, null);
    answer(ControlOutcome.SHADOWING, FIRST, null);
    report(FIRST, new ShadowReport(0, 100L, 1L, 2L, 3L, 0.5, 10.0, 20.0, null, null));
    report(FIRST, new ShadowReport(0, 300L, 2L, 4L, 6L, 0.5, 10.0, 20.0, null, null));
    report(FIRST, new ShadowReport(1, 100L, 0L, 1L, 0L, 0.9, 30.0, 40.0, null, null));
    report(SECOND, new ShadowReport(2, 900L, 9L, 9L, 9L, 0.1, 90.0, 90.0, null, null));

    assertThat(now().shadow()).isEqualTo(new ShadowFigures(400, 6, 2, 5, 0.6, 15, 25));

    report(FIRST, new ShadowReport(0, 300L, 2L, 4L, 6L, 0.5, 10.0, 20.0, 7L, 5L));
    answer(ControlOutcome.PROMOTED, FIRST, null);
    report(FIRST, new ShadowReport(1, 100L, 0L, 1L, 0L, 0.9, 30.0, 40.0, 3L, 3L));

    assertThat(now().readiness()).isEqualTo(new Readiness(10, 8));
    assertThat(now().shadow()).isNull();
  }

  @Test
  void aCommandWaitsUntilItsAnswerComesWhicheverTopicIsReadFirst() {
    rollouts.take(command("c1", ModelAction.PROMOTE, null));
    assertThat(now().asked()).extracting(Rollout.Asked::author).isEqualTo("kim");

    answer(ControlOutcome.PROMOTED, FIRST, "c1");
    assertThat(now().asked()).isNull();
    assertThat(now().answers().get(0).author()).isEqualTo("kim");

    answer(ControlOutcome.ROLLED_BACK, null, "c2");
    rollouts.take(command("c2", ModelAction.ROLL_BACK, null));
    assertThat(now().asked()).isNull();
    assertThat(now().answers().get(0).author()).isEqualTo("kim");
  }

  @Test
  void aDetectorIsDefinedByTheNewestCommandThatTheJobTook() {
    rollouts.take(command("c1", ModelAction.ADD_DETECTOR, "name: plant # one"));
    rollouts.take(command("c2", ModelAction.CHANGE_DETECTOR, "name: plant # two"));
    assertThat(rollouts.defined()).isEmpty();

    answer(ControlOutcome.DETECTOR_ADDED, FIRST, "c1");
    answer(ControlOutcome.REFUSED, null, "c2");

    assertThat(rollouts.defined()).containsExactly("plant");
    assertThat(now().defined())
        .extracting(Rollout.Defined::yaml, Rollout.Defined::author)
        .containsExactly("name: plant # one", "kim");
    assertThat(now().serving()).isEqualTo(FIRST);

    answer(ControlOutcome.OFFERED, SECOND, null);
    answer(ControlOutcome.PROMOTED, SECOND, null);
    answer(ControlOutcome.ROLLED_BACK, null, null); // to the one that the definition names
    assertThat(now().serving()).isEqualTo(FIRST);

    answer(ControlOutcome.DETECTOR_REMOVED, null, null);
    assertThat(rollouts.defined()).isEmpty();
    assertThat(now().removed()).isTrue();
  }

  @Test
  void whoWritesTheTopicsCannotFillTheMemory() {
    for (int i = 0; i < Rollouts.MOST_COMMANDS + 50; i++) {
      rollouts.take(command("c" + i, ModelAction.ADD_DETECTOR, "name: plant"));
    }
    answer(ControlOutcome.DETECTOR_ADDED, null, "c0");
    assertThat(now().defined()).isNotNull().extracting(Rollout.Defined::yaml).isNull();
    for (int i = 0; i < Rollouts.MOST_DETECTORS + 5; i++) {
      ControlEvent event = event(ControlOutcome.DETECTOR_ADDED, null);
      event.setDetector("d" + i);
      rollouts.take(event);
    }
    assertThat(rollouts.defined()).hasSize(Rollouts.MOST_DETECTORS);
  }

  private Rollout now() {
    return rollouts.now("plant");
  }

  private Instant answer(
      ControlOutcome outcome, @Nullable ModelName model, @Nullable String command) {
    ControlEvent event = event(outcome, model);
    event.setCommandId(command);
    rollouts.take(event);
    return event.getTime();
  }

  private void report(ModelName model, ShadowReport report) {
    ControlEvent event = event(ControlOutcome.SHADOW_REPORT, model);
    event.setShadow(report);
    rollouts.take(event);
  }

  private ControlEvent event(ControlOutcome outcome, @Nullable ModelName model) {
    return ControlEvent.newBuilder()
        .setTime(START.plusSeconds(seconds++))
        .setDetector("plant")
        .setOutcome(outcome)
        .setDigest(model == null ? null : model.digest())
        .setVersion(model == null ? null : model.version())
        .build();
  }

  private ModelCommand command(String id, ModelAction action, @Nullable String yaml) {
    return ModelCommand.newBuilder()
        .setCommandId(id)
        .setTime(START.plusSeconds(seconds++))
        .setAction(action)
        .setDetector("plant")
        .setDefinition(yaml)
        .setAuthor("kim")
        .build();
  }
}
