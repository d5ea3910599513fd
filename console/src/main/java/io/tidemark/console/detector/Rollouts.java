package io.tidemark.console.detector;

import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What commands have made of the job's detectors. Commands and answers come from topics of their
 * own, in any order. Thread-safe.
 */
public final class Rollouts {
  /** Detectors that are followed. */
  static final int MOST_DETECTORS = 1_000;

  /** Commands that are kept, each with a definition of 200,000 characters at most. */
  static final int MOST_COMMANDS = 200;

  private static final int LONGEST_AUTHOR = 200;

  private final Map<String, RolloutState> detectors = new HashMap<>();
  private final Map<String, ModelCommand> commands = new LinkedHashMap<>();
  private final Runnable changed;

  /**
   * @param changed called when something has changed
   */
  public Rollouts(Runnable changed) {
    this.changed = changed;
  }

  /** A command was sent. */
  public synchronized void take(ModelCommand command) {
    RolloutState state = of(command.getDetector());
    if (state == null) {
      return;
    }
    String author = command.getAuthor();
    command.setAuthor(author == null ? null : PrintableText.oneLine(author, LONGEST_AUTHOR));
    commands.put(command.getCommandId(), command);
    if (commands.size() > MOST_COMMANDS) {
      commands.remove(commands.keySet().iterator().next());
    }
    state.asked(command.getCommandId());
    changed.run();
  }

  /** The job has answered, or reports of a model in the shadow. */
  public synchronized void take(ControlEvent event) {
    RolloutState state = of(event.getDetector());
    if (state != null) {
      state.take(event);
      changed.run();
    }
  }

  private @Nullable RolloutState of(String detector) {
    return detectors.size() < MOST_DETECTORS || detectors.containsKey(detector)
        ? detectors.computeIfAbsent(detector, name -> new RolloutState())
        : null;
  }

  /** What commands have made of a detector. */
  public synchronized Rollout now(String detector) {
    RolloutState state = detectors.get(detector);
    return state == null ? Rollout.NONE : state.now(commands::get);
  }

  /** Names of those that commands have defined and not removed. */
  public synchronized Set<String> defined() {
    Set<String> names = new TreeSet<>();
    detectors.forEach(
        (name, state) -> {
          Rollout now = state.now(commands::get);
          if (now.defined() != null && !now.removed()) {
            names.add(name);
          }
        });
    return names;
  }
}
