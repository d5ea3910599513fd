package io.tidemark.console.delivery;

import io.tidemark.console.situation.Situation;
import io.tidemark.console.situation.Situations;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of those about incidents of one situation. What a receiver hears first of a
 * situation waits for a while for more of it. After that there is a message only when the situation
 * has become more severe or twice as large, is over, or begins again; other messages count as
 * delivered. An incident that stays alone is delivered as it came. For one thread.
 */
final class SituationGrouping {
  private static final int GROWTH = 2;

  private final @Nullable SituationSettings settings;
  private final boolean byIncident;
  private final Progress progress;
  private Situations situations;
  private final Map<Situation, Waiting> waiting = new LinkedHashMap<>();

  /** Situations that the receiver knows, and what it knows of them. */
  private final Map<Situation, Known> known = new WeakHashMap<>();

  private record Waiting(Instant until, List<PendingMessage> messages) {}

  /** What a receiver knows of a situation. */
  private record Known(
      String id, int size, Severity severity, boolean isOpen, boolean needsPeople) {
    /** With the id by which the receiver knows it already, if it does. */
    static Known of(Situation situation, @Nullable Known before) {
      return new Known(
          before == null ? situation.id() : before.id(),
          situation.size(),
          situation.severity(),
          situation.isOpen(),
          false);
    }

    Known over() {
      return new Known(id, size, severity, false, false);
    }

    Known needingPeople() {
      return new Known(id, size, severity, isOpen, true);
    }

    boolean isOutdated(Situation situation) {
      return situation.isOpen() != isOpen
          || (isOpen && needsPeople)
          || situation.severity().compareTo(severity) > 0
          || (isOpen && situation.size() >= GROWTH * size);
    }
  }

  /**
   * @param settings null where each incident is delivered by itself
   * @param byIncident whether the receiver gets every message and learns of its situation only
   */
  SituationGrouping(@Nullable SituationSettings settings, boolean byIncident, Progress progress) {
    this.settings = settings;
    this.byIncident = byIncident;
    this.progress = progress;
    this.situations = situations(settings);
  }

  private static Situations situations(@Nullable SituationSettings settings) {
    return new Situations((settings == null ? SituationSettings.DEFAULT : settings).rules());
  }

  /**
   * Takes a message that is to be delivered.
   *
   * @return what is to be delivered at once; null where it waits
   */
  @Nullable PendingMessage add(PendingMessage message, Instant now) {
    if (settings == null || isEndOfUnknown(message)) {
      return message;
    }
    Situation situation = situations.add(message.alert(), message.record().timestamp());
    if (byIncident) {
      return situation.size() == 1
          ? message
          : message.within(situation.news(situation.id(), message.opening()));
    }
    boolean waits = message.opening() || !known.containsKey(situation);
    wait(situation, message, now.plus(waits ? settings.waitFor() : Duration.ZERO));
    return null;
  }

  private void wait(Situation situation, PendingMessage message, Instant until) {
    waiting
        .computeIfAbsent(situation, begun -> new Waiting(until, new ArrayList<>()))
        .messages()
        .add(message);
  }

  /**
   * The end of an incident whose beginning was not delivered, or so long ago that it is forgotten.
   */
  private boolean isEndOfUnknown(PendingMessage message) {
    return message.ends() && situations.of(message.alert().getAlertId()) == null;
  }

  /** Takes a message about an incident that someone takes care of: it triggers nothing. */
  void learn(PendingMessage message) {
    if (situations.of(message.alert().getAlertId()) != null) {
      situations.add(message.alert(), message.record().timestamp());
    }
  }

  /** An incident that was acknowledged or closed needs people again, and so its situation does. */
  void needsPeople(String alertId) {
    Situation situation = situations.of(alertId);
    if (situation != null) {
      known.computeIfPresent(situation, (same, before) -> before.needingPeople());
    }
  }

  /**
   * People have closed incidents: they count as ended. A situation that ends with that is over
   * without a message, unless one about it waits.
   */
  void close(Predicate<String> closed) {
    for (Situation situation : situations.close(closed)) {
      if (!waiting.containsKey(situation)) {
        known.computeIfPresent(situation, (same, before) -> before.over());
      }
    }
  }

  /**
   * Id by which the receiver knows an incident or its situation.
   *
   * @param lasts whether another incident that is open keeps an action from being about all
   * @return null where there is such an incident in the situation
   */
  @Nullable String subject(String alertId, Predicate<String> lasts) {
    Situation situation = situations.of(alertId);
    if (situation == null) { // one that the incident has left may still be known by its id
      situation =
          known.entrySet().stream()
              .filter(one -> one.getValue().id().equals(alertId))
              .map(Map.Entry::getKey)
              .findAny()
              .orElse(null);
    }
    if (situation == null) {
      return alertId;
    }
    for (String other : situation.openIncidents()) {
      if (!other.equals(alertId) && lasts.test(other)) {
        return null;
      }
    }
    Known before = known.get(situation);
    return before == null ? alertId : before.id();
  }

  /** Takes out what waits. */
  void remove(Predicate<PendingMessage> which) {
    waiting.values().forEach(group -> group.messages().removeIf(which));
    waiting.values().removeIf(group -> group.messages().isEmpty());
  }

  /** Takes a message that was delivered before a restart. */
  void replay(PendingMessage message) {
    if (settings != null && !isEndOfUnknown(message)) {
      Situation situation = situations.add(message.alert(), message.record().timestamp());
      known.put(situation, Known.of(situation, null));
    }
  }

  /** Takes a message that was not delivered before a restart, and was not to be. */
  void replaySilenced(PendingMessage message) {
    Situation situation = situations.of(message.alert().getAlertId());
    if (situation != null) {
      situations.remove(message.alert().getAlertId());
      known.put(situation, Known.of(situation, null));
    }
  }

  /**
   * Takes a message that is not to be delivered at any time: its incident no longer counts.
   *
   * @return whether that ends its situation, so that the message becomes the end of it
   */
  boolean endsWithout(PendingMessage message, Instant now) {
    Situation situation = situations.of(message.alert().getAlertId());
    if (situation == null) {
      return false;
    }
    situations.remove(message.alert().getAlertId());
    Known before = known.get(situation);
    if (before == null || !before.isOpen() || situation.size() == 0 || situation.isOpen()) {
      return false;
    }
    wait(situation, message, now);
    return true;
  }

  /** What is to be delivered now, in the order in which it came. */
  List<PendingMessage> takeDue(Instant now) {
    List<PendingMessage> due = new ArrayList<>();
    Iterator<Map.Entry<Situation, Waiting>> all = waiting.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Situation, Waiting> next = all.next();
      if (!now.isBefore(next.getValue().until())) {
        all.remove();
        due.addAll(due(next.getKey(), next.getValue().messages()));
      }
    }
    return due;
  }

  /** What is to be delivered of these messages, without waiting for others. */
  List<PendingMessage> atOnce(Collection<PendingMessage> messages, Instant now) {
    List<PendingMessage> due = new ArrayList<>();
    Set<Situation> concerned = new LinkedHashSet<>();
    for (PendingMessage message : messages) {
      PendingMessage alone = add(message, now);
      Situation situation = situations.of(message.alert().getAlertId());
      if (alone != null) {
        due.add(alone);
      } else if (situation != null) {
        concerned.add(situation);
      }
    }
    for (Situation situation : concerned) {
      Waiting together = waiting.remove(situation);
      if (together != null) {
        due.addAll(due(situation, together.messages()));
      }
    }
    return due;
  }

  private List<PendingMessage> due(Situation situation, List<PendingMessage> messages) {
    Known before = known.get(situation);
    boolean isAlone = situation.size() == 1 && (before == null || before.size() == 1);
    if (isAlone || situation.size() == 0) { // or its incidents are silenced by now
      known.put(situation, Known.of(situation, before));
      return messages;
    }
    if (before != null && !before.isOutdated(situation)) {
      messages.forEach(progress::end);
      return List.of();
    }
    Known now = Known.of(situation, before);
    known.put(situation, now);
    boolean begins = before == null || !before.isOpen() || before.needsPeople();
    boolean opening = situation.isOpen() && begins;
    return List.of(PendingMessage.of(situation.news(now.id(), opening), opening, messages));
  }

  /** All that it holds. */
  List<PendingMessage> held() {
    List<PendingMessage> held = new ArrayList<>();
    waiting.values().forEach(together -> held.addAll(together.messages()));
    return held;
  }

  /** Everything is read again. */
  void clear() {
    situations = situations(settings);
    waiting.clear();
    known.clear();
  }
}
