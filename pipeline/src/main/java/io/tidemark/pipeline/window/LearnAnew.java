package io.tidemark.pipeline.window;

import io.tidemark.pipeline.type.DetectorKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Keys that are to learn anew what is normal for them: asked for at the end of a subtask's chain,
 * done at its head, where their windows are. State of neither side: who asks says so in its own
 * state, and asks again with every verdict until it is done.
 */
public final class LearnAnew implements AutoCloseable {
  private static final Map<String, LearnAnew> SUBTASKS = new ConcurrentHashMap<>();

  private final String subtask;
  private final Set<DetectorKey> keys = ConcurrentHashMap.newKeySet();
  private int holders;

  private LearnAnew(String subtask) {
    this.subtask = subtask;
  }

  /** The subtask's; to be closed by each function that opened it. */
  public static LearnAnew open(RuntimeContext context) {
    String subtask =
        context.getJobInfo().getJobId() + "/" + context.getTaskInfo().getIndexOfThisSubtask();
    return SUBTASKS.compute(
        subtask,
        (name, known) -> {
          LearnAnew opened = known == null ? new LearnAnew(name) : known;
          opened.holders++;
          return opened;
        });
  }

  /** Asks for a key. */
  public void ask(DetectorKey key) {
    keys.add(key);
  }

  boolean asked(DetectorKey key) {
    return !keys.isEmpty() && keys.contains(key);
  }

  /** To be called when all that the key's old windows ask for has been asked. */
  void done(DetectorKey key) {
    keys.remove(key);
  }

  @Override
  public void close() {
    SUBTASKS.computeIfPresent(subtask, (name, known) -> --known.holders == 0 ? null : known);
  }
}
