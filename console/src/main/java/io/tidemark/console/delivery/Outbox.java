package io.tidemark.console.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The messages of one receiver that are not delivered yet: held over quiet hours, gathering in a
 * group, or due. Of a held incident only the newest message is kept, so that a night is told as it
 * ended. For one thread.
 */
final class Outbox {
  /** A group goes when it has so many messages, also before its time. */
  private static final int LARGEST_NOTICE = 200;

  private final Receiver receiver;
  private final Clock clock;
  private final Progress progress;
  private final Map<String, Letter> held = new LinkedHashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();

  private record Group(Instant since, List<Letter> letters) {}

  Outbox(Receiver receiver, Progress progress, Clock clock) {
    this.receiver = receiver;
    this.progress = progress;
    this.clock = clock;
  }

  /** A message came. */
  void add(Letter letter) {
    progress.begin(letter);
    if (!receiver.match().wants(letter.alert())) {
      progress.end(letter);
      return;
    }
    String incident = letter.alert().getAlertId();
    Letter superseded = held.remove(incident);
    if (superseded != null) {
      progress.end(superseded);
    }
    if (receiver.quiet() != null
        && receiver.quiet().holds(letter.alert().getSeverity(), clock.instant())) {
      held.put(incident, letter);
    } else {
      group(letter);
    }
  }

  private void group(Letter letter) {
    groups
        .computeIfAbsent(
            receiver.grouping().group(letter.alert()),
            name -> new Group(clock.instant(), new ArrayList<>()))
        .letters()
        .add(letter);
  }

  /** Takes what is to be told now, in the order in which it came. */
  List<Notice> takeDue() {
    Instant now = clock.instant();
    if (receiver.quiet() != null && !receiver.quiet().isNow(now)) {
      held.values().forEach(this::group);
      held.clear();
    }
    List<Notice> due = new ArrayList<>();
    Iterator<Group> all = groups.values().iterator();
    while (all.hasNext()) {
      Group group = all.next();
      boolean waited = !now.isBefore(group.since().plus(receiver.grouping().waitFor()));
      if (waited || group.letters().size() >= LARGEST_NOTICE) {
        due.addAll(notices(group.letters()));
        all.remove();
      }
    }
    return due;
  }

  private List<Notice> notices(List<Letter> letters) {
    List<Notice> notices = new ArrayList<>();
    for (int from = 0; from < letters.size(); from += LARGEST_NOTICE) {
      int to = Math.min(letters.size(), from + LARGEST_NOTICE);
      notices.add(new Notice(receiver.name(), List.copyOf(letters.subList(from, to))));
    }
    return notices;
  }

  /** Messages that gather in groups; those held over quiet hours do not count. */
  int gathering() {
    return groups.values().stream().mapToInt(group -> group.letters().size()).sum();
  }

  /** Another process delivers these partitions from now on. */
  void forget(Collection<TopicPartition> partitions) {
    held.values().removeIf(letter -> partitions.contains(letter.partition()));
    groups
        .values()
        .forEach(
            group -> group.letters().removeIf(letter -> partitions.contains(letter.partition())));
    groups.values().removeIf(group -> group.letters().isEmpty());
    progress.forget(partitions);
  }

  /** Everything is read again. */
  void clear() {
    held.clear();
    groups.clear();
    progress.clear();
  }
}
