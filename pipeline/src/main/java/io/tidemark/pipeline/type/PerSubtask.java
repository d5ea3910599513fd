package io.tidemark.pipeline.type;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * An object that the operators of a chain share: one for each subtask of a job in this process. To
 * be closed by each operator that opened it.
 */
public final class PerSubtask<T> {
  private final Supplier<T> make;
  private final Map<String, Held<T>> subtasks = new ConcurrentHashMap<>();

  public PerSubtask(Supplier<T> make) {
    this.make = make;
  }

  /** The subtask's object; the first who asks makes it. */
  public T open(RuntimeContext context) {
    return subtasks
        .compute(
            name(context),
            (name, known) ->
                known == null
                    ? new Held<>(make.get(), 1)
                    : new Held<>(known.shared(), known.holders() + 1))
        .shared();
  }

  /** Lets go of it; it goes with the last who does. */
  public void close(RuntimeContext context) {
    subtasks.computeIfPresent(
        name(context),
        (name, known) ->
            known.holders() == 1 ? null : new Held<>(known.shared(), known.holders() - 1));
  }

  private static String name(RuntimeContext context) {
    return context.getJobInfo().getJobId() + "/" + context.getTaskInfo().getIndexOfThisSubtask();
  }

  private record Held<T>(T shared, int holders) {}
}
