package io.tidemark.pipeline.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Lets a line about the same subject into the log once a minute. All subtasks of a job in this
 * process share it, since each of them sees the same trouble.
 */
public final class OncePerMinute {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Map<String, Long> LOGGED = new ConcurrentHashMap<>();

  /** What was logged longer ago than a minute is forgotten when there is more than this. */
  private static final int MOST = 10_000;

  private final String job;
  private final LongSupplier nanos;

  private OncePerMinute(String job, LongSupplier nanos) {
    this.job = job;
    this.nanos = nanos;
  }

  /** Of the job that a subtask belongs to. */
  public static OncePerMinute of(RuntimeContext context) {
    return of(context.getJobInfo().getJobId().toString(), System::nanoTime);
  }

  /** Of a job, by a clock of its own. */
  public static OncePerMinute of(String job, LongSupplier nanos) {
    return new OncePerMinute(job, nanos);
  }

  /**
   * Whether a line may be logged now. Where it may, the next one may a minute later.
   *
   * @param subject what the line is about, such as a topic's dead letters
   */
  public boolean allows(String subject) {
    String key = job + ' ' + subject;
    long now = nanos.getAsLong();
    Long before = LOGGED.get(key);
    if (before != null && now - before < MINUTE.toNanos()) {
      return false;
    }
    if (LOGGED.size() >= MOST) {
      LOGGED.values().removeIf(logged -> now - logged >= MINUTE.toNanos());
    }
    return before == null ? LOGGED.putIfAbsent(key, now) == null : LOGGED.replace(key, before, now);
  }
}
