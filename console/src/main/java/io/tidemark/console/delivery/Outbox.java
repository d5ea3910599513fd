package io.tidemark.console.delivery;

import io.tidemark.console.silence.Silences;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.IncidentActionKind;
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
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one receiver that are not delivered yet: held over quiet hours or until a silence
 * is over, gathering in a group, or due. Of a held incident only the newest message is kept, so
 * that a night is summed up as it ended. For one thread.
 */
final class Outbox {
  /** A group goes when it has so many messages, also before its time. */
  private static final int LARGEST_NOTICE = 200;

  /** Or such a {@link PendingMessage#weight}: channels make text of a whole notice. */
  static final long HEAVIEST_NOTICE = 4L << 20;

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** Messages that gather in groups before no more are read. */
  private static final int MOST_MESSAGES = 2_000;

  /** {@link PendingMessage#weight} of all that gathers or is held before no more is read. */
  static final long MOST_WEIGHT = 32L << 20;

  private final Receiver receiver;
  private final Clock clock;
  private final Progress progress;
  private final Silences silences;
  private final Map<String, PendingMessage> held = new LinkedHashMap<>();

  /** What a silence delays until it is over. */
  private final Map<String, PendingMessage> silenced = new LinkedHashMap<>();

  private final ActionFilter filter;
  private final SituationGrouping situations;
  private Instant nextLook = Instant.MIN;
  private long metSilences;
  private final Map<String, Group> groups = new LinkedHashMap<>();

  private record Group(Instant since, List<PendingMessage> messages) {
    boolean isFull() {
      return messages.size() >= LARGEST_NOTICE || weight(messages) >= HEAVIEST_NOTICE;
    }
  }

  Outbox(
      Receiver receiver, Progress progress, Silences silences, ActionFilter filter, Clock clock) {
    this.silences = silences;
    this.filter = filter;
    this.receiver = receiver;
    this.progress = progress;
    this.clock = clock;
    this.situations =
        new SituationGrouping(
            receiver.situations(), receiver.channel().takesEachIncident(), progress);
  }

  /** Whether it is known which messages are not to be delivered. */
  boolean isReady() {
    return silences.areKnown() && filter.isReady();
  }

  /** A message came. */
  void add(PendingMessage given) {
    progress.begin(given);
    PendingMessage came = filter.of(given);
    String incident = given.alert().getAlertId();
    if (came == null || !receiver.match().wants(came)) {
      if (came == null && !filter.isClosed(incident)) {
        situations.learn(given);
      }
      progress.end(given);
      return;
    }
    PendingMessage superseded = held.remove(incident);
    superseded = superseded == null ? silenced.remove(incident) : superseded;
    if (superseded != null) {
      progress.end(superseded);
    }
    boolean first = came.opening() || receiver.match().opens(came.alert());
    boolean firstNow = superseded != null && superseded.opening() && !came.ends();
    PendingMessage message = first || firstNow ? came.asOpening() : came;
    SilenceKind silence = silences.of(message.alert(), clock.instant());
    if (silence != null) {
      metSilences++;
    }
    if (silence == SilenceKind.NEVER) {
      if (!situations.endsWithout(message, clock.instant())) {
        progress.end(message);
      }
      return;
    }
    if (came.opening()) {
      situations.needsPeople(incident);
    }
    if (silence == SilenceKind.LATER) {
      silenced.put(incident, message);
    } else if (isQuietFor(message)) {
      held.put(incident, message);
    } else {
      gather(message);
    }
  }

  /** A message came that was delivered before a restart: what it says of situations counts. */
  void replay(PendingMessage delivered) {
    if (!receiver.match().wants(delivered) || filter.cameAfterClosing(delivered.alert())) {
      return;
    }
    Instant then = Instant.ofEpochMilli(delivered.record().timestamp());
    if (silences.of(delivered.alert(), then) == SilenceKind.NEVER) {
      situations.replaySilenced(delivered);
    } else {
      situations.replay(delivered);
    }
  }

  private void gather(PendingMessage message) {
    PendingMessage alone = situations.add(message, clock.instant());
    if (alone != null) {
      group(alone);
    }
  }

  private boolean isQuietFor(PendingMessage message) {
    QuietHours quiet = receiver.quiet();
    return quiet != null && quiet.holds(message.alert().getSeverity(), clock.instant());
  }

  /** The summary of what silences that are over have delayed. */
  private List<Notice> takeDelayed(Instant now) {
    if (silenced.isEmpty() || now.isBefore(nextLook)) {
      return List.of();
    }
    nextLook = now.plus(LOOK_EVERY);
    List<PendingMessage> summary = new ArrayList<>();
    Iterator<PendingMessage> all = silenced.values().iterator();
    while (all.hasNext()) {
      PendingMessage message = all.next();
      if (silences.of(message.alert(), now) == SilenceKind.LATER) {
        continue;
      }
      all.remove();
      if (isQuietFor(message)) {
        held.put(message.alert().getAlertId(), message);
      } else {
        summary.add(message);
      }
    }
    return notices(situations.atOnce(summary, now));
  }

  private void group(PendingMessage message) {
    groups
        .computeIfAbsent(
            receiver.grouping().group(message.alert()),
            name -> new Group(clock.instant(), new ArrayList<>()))
        .messages()
        .add(message);
  }

  /** Messages that a silence kept from the receiver, for a while or for good, since the start. */
  long metSilences() {
    return metSilences;
  }

  /** Whether messages of an incident wait here. */
  boolean waits(String alertId) {
    return held.containsKey(alertId)
        || silenced.containsKey(alertId)
        || Stream.concat(
                situations.held().stream(),
                groups.values().stream().flatMap(group -> group.messages().stream()))
            .flatMap(message -> message.singleMessages().stream())
            .anyMatch(message -> message.alert().getAlertId().equals(alertId));
  }

  /**
   * Id, as the receiver knows it, of the incident or situation that an action acknowledges or
   * closes as a whole.
   *
   * @return null where the situation has other incidents that nobody has closed, or acknowledged if
   *     that is the action
   */
  @Nullable String subject(IncidentAction action) {
    boolean closes = action.getAction() == IncidentActionKind.CLOSE;
    return situations.subject(action.getAlertId(), other -> closes || filter.isNeeded(other));
  }

  /** Takes out what waits of incidents that people have closed meanwhile. */
  private void dropClosed() {
    remove(
        message -> {
          boolean closed = message.singleMessages().stream().allMatch(filter::isClosed);
          if (closed) {
            progress.end(message);
          }
          return closed;
        });
    situations.close(filter::isClosed);
  }

  private void remove(Predicate<PendingMessage> which) {
    held.values().removeIf(which);
    silenced.values().removeIf(which);
    situations.remove(which);
    groups.values().forEach(group -> group.messages().removeIf(which));
    groups.values().removeIf(group -> group.messages().isEmpty());
  }

  /** Takes what is to be told now, in the order in which it came. */
  List<Notice> takeDue() {
    if (filter.takeClosings()) {
      dropClosed();
    }
    Instant now = clock.instant();
    if (receiver.quiet() != null && !receiver.quiet().isNow(now)) {
      held.values().forEach(this::gather);
      held.clear();
    }
    situations.takeDue(now).forEach(this::group);
    List<Notice> due = new ArrayList<>(takeDelayed(now));
    Iterator<Group> all = groups.values().iterator();
    while (all.hasNext()) {
      Group group = all.next();
      boolean waited = !now.isBefore(group.since().plus(receiver.grouping().waitFor()));
      if (waited || group.isFull()) {
        due.addAll(notices(group.messages()));
        all.remove();
      }
    }
    return due;
  }

  private List<Notice> notices(List<PendingMessage> messages) {
    if (messages.isEmpty()) {
      return List.of();
    }
    List<Notice> notices = new ArrayList<>();
    List<PendingMessage> together = new ArrayList<>();
    long weight = 0;
    for (PendingMessage message : messages) {
      boolean fits =
          together.size() < LARGEST_NOTICE && weight + message.weight() <= HEAVIEST_NOTICE;
      if (!fits && !together.isEmpty()) {
        notices.add(new Notice(receiver.name(), List.copyOf(together)));
        together.clear();
        weight = 0;
      }
      together.add(message);
      weight += message.weight();
    }
    notices.add(new Notice(receiver.name(), List.copyOf(together)));
    return notices;
  }

  /**
   * Whether no more is to be read until some of it is delivered. What is held over quiet hours
   * counts by its weight only, so that they can last through many small messages.
   */
  boolean isFull() {
    int messages =
        situations.held().size()
            + groups.values().stream().mapToInt(group -> group.messages().size()).sum();
    return messages >= MOST_MESSAGES || weight() >= MOST_WEIGHT;
  }

  private long weight() {
    return weight(held.values())
        + weight(silenced.values())
        + weight(situations.held())
        + groups.values().stream().mapToLong(group -> weight(group.messages())).sum();
  }

  private static long weight(Collection<PendingMessage> messages) {
    return messages.stream().mapToLong(PendingMessage::weight).sum();
  }

  /** Another process delivers these partitions from now on; those that remain are read again. */
  void forget(Collection<TopicPartition> partitions) {
    remove(
        message ->
            message.singleMessages().stream()
                .anyMatch(part -> partitions.contains(part.partition())));
    filter.clear();
    situations.clear();
    progress.forget(partitions);
  }

  /** Everything is read again. */
  void clear() {
    held.clear();
    silenced.clear();
    groups.clear();
    filter.clear();
    situations.clear();
    progress.clear();
  }
}
