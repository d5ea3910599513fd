package io.tidemark.console.detector;

import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.ShadowReport;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the job's answers about one detector. What they do to its models is what they do in the
 * job.
 */
final class RolloutState {
  private static final int MOST_ANSWERS = 20;
  private static final int MOST_SUBTASKS = 1_000;
  private static final int LONGEST_REASON = 500;
  private static final int LONGEST_NAME = 100;

  private @Nullable ModelName serving;
  private @Nullable Instant since;
  private boolean replaced;
  private @Nullable ModelName previous;
  private @Nullable ModelName candidate;
  private @Nullable Instant shadowSince;
  private Map<Integer, ShadowReport> ofCandidate = new HashMap<>();
  private Map<Integer, ShadowReport> ofServing = new HashMap<>();
  private @Nullable Instant definedAt;
  private @Nullable String definedBy;
  private boolean removed;
  private final Deque<ControlEvent> answers = new ArrayDeque<>();
  private @Nullable String newestCommand;

  /** A command was sent. */
  void asked(String commandId) {
    newestCommand = commandId;
  }

  /** The job has answered, or reports. */
  void take(ControlEvent event) {
    ModelName model = model(event);
    switch (event.getOutcome()) {
      case OFFERED -> offered(model, null);
      case SHADOWING -> offered(model, event.getTime());
      case SHADOW_REPORT -> reported(event, model);
      case PROMOTED -> {
        previous = serving;
        serve(model, event.getTime());
        ofServing = ofCandidate; // subtasks may have counted their keys before this answer
        replaced = true;
        offered(null, null);
      }
      case ROLLED_BACK -> {
        ModelName before = serving;
        serve(model == null ? previous : model, event.getTime()); // null: the definition's
        replaced = false;
        previous = null;
        offered(before, null);
      }
      case DETECTOR_ADDED, DETECTOR_CHANGED, DETECTOR_REMOVED -> {
        serve(model, event.getTime());
        replaced = false;
        previous = null;
        offered(null, null);
        removed = event.getOutcome() == ControlOutcome.DETECTOR_REMOVED;
        definedAt = event.getTime();
        definedBy = event.getCommandId();
      }
      case REFUSED -> {} // nothing has changed
    }
    if (event.getOutcome() != ControlOutcome.SHADOW_REPORT) {
      event.setReason(cut(event.getReason(), LONGEST_REASON));
      answers.addFirst(event);
      if (answers.size() > MOST_ANSWERS) {
        answers.removeLast();
      }
    }
  }

  private void offered(@Nullable ModelName model, @Nullable Instant shadow) {
    candidate = model;
    shadowSince = shadow;
    ofCandidate = new HashMap<>();
  }

  private void serve(@Nullable ModelName model, Instant time) {
    serving = model;
    since = time;
    ofServing = new HashMap<>();
  }

  private void reported(ControlEvent event, @Nullable ModelName model) {
    ShadowReport report = event.getShadow();
    if (report == null || model == null) {
      return;
    }
    Map<Integer, ShadowReport> reports = model.equals(candidate) ? ofCandidate : ofServing;
    boolean isAboutOne = model.equals(candidate) || model.equals(serving);
    if (isAboutOne
        && (reports.size() < MOST_SUBTASKS || reports.containsKey(report.getSubtask()))) {
      reports.put(report.getSubtask(), report);
    }
  }

  private static @Nullable ModelName model(ControlEvent event) {
    String digest = cut(event.getDigest(), LONGEST_NAME);
    return digest == null ? null : new ModelName(cut(event.getVersion(), LONGEST_NAME), digest);
  }

  private static @Nullable String cut(@Nullable String text, int most) {
    return text == null ? null : PrintableText.oneLine(text, most);
  }

  /**
   * How it is now.
   *
   * @param commands those that are known, by id
   */
  Rollout now(Function<String, @Nullable ModelCommand> commands) {
    return new Rollout(
        serving,
        since,
        ShadowFigures.readiness(ofServing.values()),
        replaced,
        previous,
        candidate,
        shadowSince,
        ShadowFigures.of(ofCandidate.values()),
        defined(commands),
        removed,
        answers.stream().map(event -> answer(event, commands)).toList(),
        asked(commands));
  }

  private Rollout.@Nullable Defined defined(Function<String, @Nullable ModelCommand> commands) {
    if (definedAt == null) {
      return null;
    }
    ModelCommand command = definedBy == null ? null : commands.apply(definedBy);
    return new Rollout.Defined(
        definedAt,
        command == null ? null : command.getDefinition(),
        command == null ? null : command.getAuthor());
  }

  private static Rollout.Answer answer(
      ControlEvent event, Function<String, @Nullable ModelCommand> commands) {
    String id = event.getCommandId();
    ModelCommand command = id == null ? null : commands.apply(id);
    return new Rollout.Answer(
        event.getTime(),
        event.getOutcome(),
        model(event),
        event.getReason(),
        command == null ? null : command.getAuthor());
  }

  private Rollout.@Nullable Asked asked(Function<String, @Nullable ModelCommand> commands) {
    String id = newestCommand;
    ModelCommand command = id == null ? null : commands.apply(id);
    boolean answered =
        answers.stream().anyMatch(event -> String.valueOf(id).equals(event.getCommandId()));
    return command == null || answered
        ? null
        : new Rollout.Asked(command.getTime(), command.getAction(), command.getAuthor());
  }
}
