package io.tidemark.console.web;

import io.tidemark.console.detector.Crossings;
import io.tidemark.console.detector.DefinedDetector;
import io.tidemark.console.detector.ModelName;
import io.tidemark.console.detector.Rollout;
import io.tidemark.console.detector.ShadowFigures;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Sensitivity;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A detector; times in milliseconds since 1970.
 *
 * @param coverage keys by whether they are watched
 * @param opened incidents that opened on each of the days; none where there was none
 * @param model that serves; null where that is not known or there is none
 * @param since when it began to serve; null where no command has changed it
 * @param readiness keys that were calibrated for it when it was promoted
 * @param rollsBack whether it can be rolled back
 * @param previous to which; null for the model that the definition names, as far as known
 * @param candidate that can be promoted
 * @param shadowSince when it went into the shadow
 * @param shadow how it compares there
 * @param answers of the job to commands, the newest first
 * @param asked the newest command while it has no answer
 * @param preview what sensitivities would have meant; null where scores are not read
 */
record DetectorView(
    String name,
    @Nullable Definition definition,
    Map<CoverageState, Integer> coverage,
    List<Long> opened,
    @Nullable ModelName model,
    @Nullable Long since,
    ShadowFigures.@Nullable Readiness readiness,
    boolean rollsBack,
    @Nullable ModelName previous,
    @Nullable ModelName candidate,
    @Nullable Long shadowSince,
    @Nullable ShadowFigures shadow,
    List<Answer> answers,
    @Nullable Asked asked,
    @Nullable Preview preview) {

  /**
   * What defines it.
   *
   * @param yaml null where a command defines it that is no longer known
   * @param file name of the file; null where a command defines it
   * @param at when the job took the command; null where a file defines it
   * @param author who sent the command
   */
  record Definition(
      @Nullable String yaml, @Nullable String file, @Nullable Long at, @Nullable String author) {}

  /** What became of a command. */
  record Answer(
      long time,
      ControlOutcome outcome,
      @Nullable ModelName model,
      @Nullable String reason,
      @Nullable String author) {}

  /** A command without an answer. */
  record Asked(long time, ModelAction action, @Nullable String author) {}

  /**
   * What sensitivities would have meant.
   *
   * @param from end of the first window that was judged
   * @param to end of the last one
   * @param observedMillis how much of that has scores
   * @param threshold the lowest that a key had
   */
  record Preview(long from, long to, long observedMillis, double threshold, List<Choice> choices) {
    static Preview of(Crossings crossings) {
      return new Preview(
          crossings.from().toEpochMilli(),
          crossings.to().toEpochMilli(),
          crossings.observed().toMillis(),
          crossings.threshold(),
          Arrays.stream(Sensitivity.values())
              .map(sensitivity -> Choice.of(sensitivity, crossings))
              .toList());
    }
  }

  /**
   * What a sensitivity would have meant.
   *
   * @param evidence that opens an incident by it
   * @param atLeast incidents that it would have opened
   * @param atMost the same, where not all can be known
   */
  record Choice(String sensitivity, double evidence, long atLeast, long atMost) {
    static Choice of(Sensitivity sensitivity, Crossings crossings) {
      return new Choice(
          sensitivity.toString(),
          sensitivity.evidence(),
          crossings.of(sensitivity),
          crossings.atMost(sensitivity));
    }
  }

  /**
   * @param defined by the job's configuration; null where it is not
   * @param crossings null where no scores were counted
   */
  static DetectorView of(
      String name,
      @Nullable DefinedDetector defined,
      Rollout rollout,
      Map<CoverageState, Integer> coverage,
      List<Long> opened,
      @Nullable Crossings crossings) {
    ModelName named = defined == null ? null : defined.model();
    return new DetectorView(
        PrintableText.of(name),
        definition(defined, rollout.defined()),
        coverage,
        opened,
        rollout.serving() == null && rollout.defined() == null ? named : rollout.serving(),
        millis(rollout.since()),
        rollout.readiness(),
        rollout.replaced(),
        rollout.previous() == null && rollout.defined() == null ? named : rollout.previous(),
        rollout.candidate(),
        millis(rollout.shadowSince()),
        rollout.shadow(),
        rollout.answers().stream().map(DetectorView::answer).toList(),
        rollout.asked() == null ? null : asked(rollout.asked()),
        crossings == null ? null : Preview.of(crossings));
  }

  private static @Nullable Definition definition(
      @Nullable DefinedDetector file, Rollout.@Nullable Defined command) {
    if (command != null) {
      return new Definition(command.yaml(), null, command.at().toEpochMilli(), command.author());
    }
    return file == null ? null : new Definition(file.yaml(), file.file(), null, null);
  }

  private static Answer answer(Rollout.Answer answer) {
    return new Answer(
        answer.time().toEpochMilli(),
        answer.outcome(),
        answer.model(),
        answer.reason(),
        answer.author());
  }

  private static Asked asked(Rollout.Asked asked) {
    return new Asked(asked.time().toEpochMilli(), asked.action(), asked.author());
  }

  private static @Nullable Long millis(@Nullable Instant time) {
    return time == null ? null : Long.valueOf(time.toEpochMilli());
  }
}
