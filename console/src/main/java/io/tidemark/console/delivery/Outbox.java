package io.tidemark.console.delivery;

import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.SilenceKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The messages of one receiver that are not delivered yet: held over quiet hours or until a silence
 * is over, gathering in a group, or due. Of a held incident only the newest message is kept, so
 * that a night is summed up as it ended. For one thread.
 */
final class Outbox {
  /** A group goes when it has so many messages, also before its time. */
  private static final int LARGEST_NOTICE = 200;

  /** Or such a {@link Letter#weight}: channels make text of a whole notice. */
  static final long HEAVIEST_NOTICE = 4L << 20;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Letters that gather in groups before no more are read. */
  private static final int MOST_LETTERS = 2_000;

  /** {@link Letter#weight} of all that gathers or is held before no more is read. */
  static final long MOST_WEIGHT = 32L << 20;

  private final Receiver receiver;
  private final Clock clock;
  private final Progress progress;
  private final Silences silences;
  private final Map<String, Letter> held = new LinkedHashMap<>();

  /** What a silence delays until it is over. */
  private final Map<String, Letter> silenced = new LinkedHashMap<>();

  private final Attention attention;
  private Instant nextLook = Instant.MIN;
  private final Map<String, Group> groups = new LinkedHashMap<>();

  private record Group(Instant since, List<Letter> letters) {
    boolean isFull() {
      return letters.size() >= LARGEST_NOTICE || weight(letters) >= HEAVIEST_NOTICE;
    }
  }

  Outbox(
      Receiver receiver, Progress progress, Silences silences, Attention attention, Clock clock) {
    this.silences = silences;
    this.attention = attention;
    this.receiver = receiver;
    this.progress = progress;
    this.clock = clock;
  }

  /** Whether it is known which messages are not to be delivered. */
  boolean isReady() {
    return silences.areKnown() && attention.isReady();
  }

  /** A message came. */
  void add(Letter given) {
    progress.begin(given);
    Letter came = attention.of(given);
    if (came == null || !receiver.match().wants(came)) {
      progress.end(given);
      return;
    }
    String incident = came.alert().getAlertId();
    Letter superseded = held.remove(incident);
    superseded = superseded == null ? silenced.remove(incident) : superseded;
    if (superseded != null) {
      progress.end(superseded);
    }
    boolean first = came.opening() || receiver.match().opens(came.alert());
    boolean firstNow = superseded != null && superseded.opening() && !came.ends();
    Letter letter = first || firstNow ? came.asOpening() : came;
    SilenceKind silence = silences.of(letter.alert(), clock.instant());
    if (silence == SilenceKind.NEVER) {
      progress.end(letter);
    } else if (silence == SilenceKind.LATER) {
      silenced.put(incident, letter);
    } else if (isQuietFor(letter)) {
      held.put(incident, letter);
    } else {
      group(letter);
    }
  }

  private boolean isQuietFor(Letter letter) {
    QuietHours quiet = receiver.quiet();
    return quiet != null && quiet.holds(letter.alert().getSeverity(), clock.instant());
  }

  /** The summary of what silences that are over have delayed. */
  private List<Notice> takeDelayed(Instant now) {
    if (silenced.isEmpty() || now.isBefore(nextLook)) {
      return List.of();
    }
    nextLook = now.plus(LOOK_EVERY);
    List<Letter> summary = new ArrayList<>();
    Iterator<Letter> all = silenced.values().iterator();
    while (all.hasNext()) {
      Letter letter = all.next();
      if (silences.of(letter.alert(), now) == SilenceKind.LATER) {
        continue;
      }
      all.remove();
      if (isQuietFor(letter)) {
        held.put(letter.alert().getAlertId(), letter);
      } else {
        summary.add(letter);
      }
    }
    return summary.isEmpty() ? List.of() : notices(summary);
  }

  private void group(Letter letter) {
    groups
        .computeIfAbsent(
            receiver.grouping().group(letter.alert()),
            name -> new Group(clock.instant(), new ArrayList<>()))
        .letters()
        .add(letter);
  }

  /** Whether messages of an incident wait here. */
  boolean waits(String alertId) {
    return held.containsKey(alertId)
        || silenced.containsKey(alertId)
        || groups.values().stream()
            .flatMap(group -> group.letters().stream())
            .anyMatch(letter -> letter.alert().getAlertId().equals(alertId));
  }

  /** Takes out what waits of incidents that people have closed meanwhile. */
  private void dropClosed() {
    remove(
        letter -> {
          boolean closed = attention.isClosed(letter);
          if (closed) {
            progress.end(letter);
          }
          return closed;
        });
  }

  private void remove(Predicate<Letter> which) {
    held.values().removeIf(which);
    silenced.values().removeIf(which);
    groups.values().forEach(group -> group.letters().removeIf(which));
    groups.values().removeIf(group -> group.letters().isEmpty());
  }

  /** Takes what is to be told now, in the order in which it came. */
  List<Notice> takeDue() {
    if (attention.takeClosings()) {
      dropClosed();
    }
    Instant now = clock.instant();
    if (receiver.quiet() != null && !receiver.quiet().isNow(now)) {
      held.values().forEach(this::group);
      held.clear();
    }
    List<Notice> due = new ArrayList<>(takeDelayed(now));
    Iterator<Group> all = groups.values().iterator();
    while (all.hasNext()) {
      Group group = all.next();
      boolean waited = !now.isBefore(group.since().plus(receiver.grouping().waitFor()));
      if (waited || group.isFull()) {
        due.addAll(notices(group.letters()));
        all.remove();
      }
    }
    return due;
  }

  private List<Notice> notices(List<Letter> letters) {
    List<Notice> notices = new ArrayList<>();
    List<Letter> together = new ArrayList<>();
    long weight = 0;
    for (Letter letter : letters) {
      boolean fits =
          together.size() < LARGEST_NOTICE && weight + letter.weight() <= HEAVIEST_NOTICE;
      if (!fits && !together.isEmpty()) {
        notices.add(new Notice(receiver.name(), List.copyOf(together)));
        together.clear();
        weight = 0;
      }
      together.add(letter);
      weight += letter.weight();
    }
    notices.add(new Notice(receiver.name(), List.copyOf(together)));
    return notices;
  }

  /**
   * Whether no more is to be read until some of it is delivered. What is held over quiet hours
   * counts by its weight only, so that they can last through many small messages.
   */
  boolean isFull() {
    int gathering = groups.values().stream().mapToInt(group -> group.letters().size()).sum();
    return gathering >= MOST_LETTERS || weight() >= MOST_WEIGHT;
  }

  private long weight() {
    return weight(held.values())
        + weight(silenced.values())
        + groups.values().stream().mapToLong(group -> weight(group.letters())).sum();
  }

  private static long weight(Collection<Letter> letters) {
    return letters.stream().mapToLong(Letter::weight).sum();
  }

  /** Another process delivers these partitions from now on. */
  void forget(Collection<TopicPartition> partitions) {
    remove(letter -> partitions.contains(letter.partition()));
    progress.forget(partitions);
  }

  /** Everything is read again. */
  void clear() {
    held.clear();
    silenced.clear();
    groups.clear();
    progress.clear();
  }
}
