package io.tidemark.console.silence;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.silence.SilenceRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The silences there are, by their newest records. For many threads. */
public final class Silences {
  /** Silences that are known at most; beyond that the one that ends first is forgotten. */
  static final int MOST = 1_000;

  private final Map<String, SilenceRule> byId = new LinkedHashMap<>();
  private final CountDownLatch known = new CountDownLatch(1);
  private volatile List<SilenceRule> all = List.of();

  /** None, and there will be none unless they are taken here. */
  public static Silences none() {
    Silences none = new Silences();
    none.nowKnown();
    return none;
  }

  /**
   * Takes the newest record of a silence.
   *
   * @throws IllegalArgumentException in one line, when its recurrence cannot be used; nothing has
   *     changed then
   */
  public synchronized void accept(Silence silence) {
    byId.put(silence.getId(), SilenceRule.of(silence));
    if (byId.size() > MOST) {
      byId.values().stream()
          .min(Comparator.comparing(SilenceRule::end))
          .ifPresent(first -> byId.remove(first.silence().getId()));
    }
    all = List.copyOf(byId.values());
  }

  /** Takes that a silence is forgotten. */
  public synchronized void remove(String id) {
    byId.remove(id);
    all = List.copyOf(byId.values());
  }

  /** Takes that all silences that were written so far have been read. */
  void nowKnown() {
    known.countDown();
  }

  /** Whether all silences that were written before the start are known. */
  public boolean areKnown() {
    return known.getCount() == 0;
  }

  /** As {@link #areKnown()}, but waits for it. */
  public boolean areKnownWithin(Duration patience) throws InterruptedException {
    return known.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** All that are known, the newest first. */
  public List<SilenceRule> newestFirst() {
    return all.stream()
        .sorted(
            Comparator.comparing((SilenceRule rule) -> rule.silence().getCreatedAt()).reversed())
        .toList();
  }

  /** One of them; null where there is none with this id. */
  public @Nullable SilenceRule get(String id) {
    return all.stream().filter(rule -> rule.silence().getId().equals(id)).findFirst().orElse(null);
  }

  /**
   * What becomes of a message at a time.
   *
   * @return null where no silence concerns it; LATER where one of them says so
   */
  public @Nullable SilenceKind of(AnomalyAlert alert, Instant at) {
    return of(alert.getDetector(), alert.getKey(), alert::getTags, alert.getSeverity(), at);
  }

  /**
   * As {@link #of(AnomalyAlert, Instant)}.
   *
   * @param tags of the message; asked for only where a silence is about tags
   */
  public @Nullable SilenceKind of(
      String detector,
      String key,
      Supplier<Map<String, String>> tags,
      Severity severity,
      Instant at) {
    SilenceKind found = null;
    for (SilenceRule rule : all) {
      Silence silence = rule.silence();
      if (rule.isActive(at)
          && rule.holdsBack(severity)
          && rule.concerns(detector, key, silence.getTags().isEmpty() ? Map.of() : tags.get())) {
        if (silence.getKind() == SilenceKind.LATER) {
          return SilenceKind.LATER;
        }
        found = SilenceKind.NEVER;
      }
    }
    return found;
  }
}
