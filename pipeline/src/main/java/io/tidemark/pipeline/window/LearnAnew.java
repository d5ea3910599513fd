package io.tidemark.pipeline.window;

import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.PerSubtask;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Keys that are to learn anew what is normal for them: asked for at the end of a subtask's chain,
 * done at its head, where their windows are. State of neither side: who asks says so in its own
 * state, and asks again with every verdict until it is done.
 */
public final class LearnAnew {
  private static final PerSubtask<LearnAnew> SUBTASKS = new PerSubtask<>(LearnAnew::new);

  private final Set<DetectorKey> keys = ConcurrentHashMap.newKeySet();

  private LearnAnew() {}

  /** The subtask's; each function that opened it closes it. */
  public static LearnAnew open(RuntimeContext context) {
    return SUBTASKS.open(context);
  }

  /** To be called once by each function that opened it. */
  public static void close(RuntimeContext context) {
    SUBTASKS.close(context);
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
}
