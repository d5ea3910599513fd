package io.tidemark.cli.silence;

import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.SilenceKind;
import io.tidemark.schemas.silence.SilenceRule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A silence in one line: its id, its state, what it concerns and who began it; times in UTC. */
public final class SilenceLine {
  private SilenceLine() {}

  public static String of(SilenceRule rule, Instant now) {
    Silence silence = rule.silence();
    List<String> parts = new ArrayList<>();
    parts.add(silence.getId());
    parts.add(state(rule, now));
    parts.add("keys " + silence.getKeys());
    if (silence.getDetector() != null) {
      parts.add("detector " + silence.getDetector());
    }
    new TreeMap<>(silence.getTags()).forEach((name, value) -> parts.add(name + "=" + value));
    if (silence.getBelow() != null) {
      parts.add("below " + silence.getBelow());
    }
    parts.add(silence.getKind() == SilenceKind.NEVER ? "not delivered" : "delivered afterwards");
    if (!silence.getLearn()) {
      parts.add("nothing is learned");
    }
    if (silence.getRecurrence() != null) {
      String zone = silence.getZone();
      parts.add(silence.getRecurrence() + " in " + (zone == null ? "UTC" : zone));
    }
    parts.add("begun by " + by(silence.getCreatedBy(), silence.getCreatedAt()));
    if (silence.getEndedAt() != null) {
      parts.add("ended by " + by(silence.getEndedBy(), silence.getEndedAt()));
    }
    if (silence.getComment() != null) {
      parts.add(silence.getComment());
    }
    return PrintableText.oneLine(String.join(", ", parts));
  }

  private static String state(SilenceRule rule, Instant now) {
    Instant until = rule.activeUntil(now);
    if (until != null) {
      return "active until " + time(until);
    }
    Instant next = rule.next(now);
    return next == null ? "over" : "begins " + time(next);
  }

  private static String by(@Nullable String who, Instant when) {
    return (who == null ? "somebody" : who) + " " + time(when);
  }

  private static Instant time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }
}
