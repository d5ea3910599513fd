package io.tidemark.console.silence;

import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The silences there are, by their newest records. For many threads. */
public final class Silences {
  /** Silences that are known at most; beyond that the one that ends first is forgotten. */
  static final int MOST = 1_000;

  private final Map<String, Silence> byId = new LinkedHashMap<>();
  private volatile List<Silence> all = List.of();
  private volatile boolean known;

  /** None, and there will be none unless they are taken here. */
  public static Silences none() {
    Silences none = new Silences();
    none.nowKnown();
    return none;
  }

  /** Takes the newest record of a silence. */
  public synchronized void accept(Silence silence) {
    byId.put(silence.getId(), silence);
    if (byId.size() > MOST) {
      byId.values().stream()
          .min(Comparator.comparing(Silences::end))
          .ifPresent(first -> byId.remove(first.getId()));
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
    known = true;
  }

  /** Whether all silences that were written before the start are known. */
  public boolean areKnown() {
    return known;
  }

  /** All that are known, the newest first. */
  public List<Silence> newestFirst() {
    return all.stream().sorted(Comparator.comparing(Silence::getCreatedAt).reversed()).toList();
  }

  /** One of them; null where there is none with this id. */
  public @Nullable Silence get(String id) {
    return all.stream().filter(silence -> silence.getId().equals(id)).findFirst().orElse(null);
  }

  /**
   * What becomes of a message now.
   *
   * @return null where no silence concerns it; LATER where one of them says so
   */
  public @Nullable SilenceKind of(AnomalyAlert alert, Instant now) {
    SilenceKind found = null;
    for (Silence silence : all) {
      if (isActive(silence, now) && concerns(silence, alert)) {
        if (silence.getKind() == SilenceKind.LATER) {
          return SilenceKind.LATER;
        }
        found = SilenceKind.NEVER;
      }
    }
    return found;
  }

  /** Whether it holds now. */
  public static boolean isActive(Silence silence, Instant now) {
    return !now.isBefore(silence.getFrom()) && now.isBefore(end(silence));
  }

  private static Instant end(Silence silence) {
    Instant ended = silence.getEndedAt();
    return ended != null && ended.isBefore(silence.getUntil()) ? ended : silence.getUntil();
  }

  private static boolean concerns(Silence silence, AnomalyAlert alert) {
    return (silence.getDetector() == null || silence.getDetector().equals(alert.getDetector()))
        && isBelow(silence.getBelow(), alert.getSeverity())
        && alert.getTags().entrySet().containsAll(silence.getTags().entrySet())
        && KeyPattern.matches(silence.getKeys(), alert.getKey());
  }

  /** A name that is no severity, as anyone may write one, silences nothing. */
  private static boolean isBelow(@Nullable String limit, Severity severity) {
    if (limit == null) {
      return true;
    }
    for (Severity known : Severity.values()) {
      if (known.name().equals(limit.toUpperCase(Locale.ROOT))) {
        return severity.compareTo(known) < 0;
      }
    }
    return false;
  }
}
