package io.tidemark.console.situation;

import io.tidemark.console.incident.Quantities;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Incidents that began together and are related; of one incident as long as no other joins. It
 * lasts until all of them have ended. For one thread.
 */
public final class Situation {
  private static final int LINES = 5;
  private static final int LONGEST_TAGS = 200;

  private final Map<String, Member> members = new HashMap<>();
  private final Map<String, String> sharedTags;
  private final String detector;
  private boolean isOfOneDetector = true;
  private String id;
  private long writtenFirst;
  private Instant first;
  private Instant last;
  private int open;

  /** Begins with an incident, of which {@link #put} takes the message. */
  Situation(AnomalyAlert alert, String id, long written) {
    this.id = id;
    writtenFirst = written;
    first = alert.getOpenedAt();
    last = first;
    detector = alert.getDetector();
    sharedTags = Traits.tags(alert);
  }

  void put(AnomalyAlert alert, long written) {
    Member before = members.get(alert.getAlertId());
    if (before == null) {
      join(alert, written);
    } else if (before.sequence() > alert.getSequence()) {
      return;
    }
    Member now = Member.of(alert, before);
    open += (now.isOpen() ? 1 : 0) - (before != null && before.isOpen() ? 1 : 0);
    members.put(now.alertId(), now);
  }

  private void join(AnomalyAlert alert, long written) {
    Instant openedAt = alert.getOpenedAt();
    first = openedAt.isBefore(first) ? openedAt : first;
    last = openedAt.isAfter(last) ? openedAt : last;
    sharedTags.entrySet().retainAll(alert.getTags().entrySet());
    isOfOneDetector &= detector.equals(alert.getDetector());
    String other = alert.getAlertId();
    if (written < writtenFirst || (written == writtenFirst && other.compareTo(id) < 0)) {
      writtenFirst = written;
      id = other;
    }
  }

  void remove(String alertId) {
    Member gone = members.remove(alertId);
    if (gone != null && gone.isOpen()) {
      open--;
    }
  }

  /** Counts an incident as ended; returns whether it was the last that lasted. */
  boolean close(String alertId) {
    Member member = members.get(alertId);
    if (member == null || !member.isOpen()) {
      return false;
    }
    members.put(alertId, member.ended());
    open--;
    return open == 0;
  }

  /** Id of the incident whose message was written first. */
  public String id() {
    return id;
  }

  /** How many incidents belong to it, those that have ended among them. */
  public int size() {
    return members.size();
  }

  /** Whether one of its incidents lasts. */
  public boolean isOpen() {
    return open > 0;
  }

  /** Ids of its incidents that last. */
  public Set<String> openIncidents() {
    return members.values().stream()
        .filter(Member::isOpen)
        .map(Member::alertId)
        .collect(Collectors.toSet());
  }

  /** The highest severity of its incidents. */
  public Severity severity() {
    return members.values().stream()
        .map(Member::severity)
        .max(Comparator.naturalOrder())
        .orElse(Severity.LOW);
  }

  Set<String> incidents() {
    return members.keySet();
  }

  /** When its first incident opened, event time. */
  Instant first() {
    return first;
  }

  /** Whether an incident that opened then began together with it. */
  boolean beganWith(Instant openedAt, Duration within, Duration longest) {
    Instant from = openedAt.isBefore(first) ? openedAt : first;
    Instant to = openedAt.isAfter(last) ? openedAt : last;
    return Duration.between(openedAt, first).compareTo(within) <= 0
        && Duration.between(last, openedAt).compareTo(within) <= 0
        && Duration.between(from, to).compareTo(longest) <= 0;
  }

  /**
   * What there is to say of it now; it has an incident.
   *
   * @param id by which its readers know it
   * @param isNew whether they hear of it for the first time
   */
  public SituationNews news(String id, boolean isNew) {
    List<Member> worst =
        members.values().stream().sorted(Member.MOST_TELLING_FIRST).limit(LINES).toList();
    return new SituationNews(
        id,
        size(),
        isOpen(),
        severity(),
        worst.get(0).alertId(),
        sentence(worst.get(0), isNew),
        worst.stream().map(Member::line).toList());
  }

  private String sentence(Member worst, boolean isNew) {
    long keys = members.values().stream().map(Member::key).distinct().count();
    String who =
        keys > 1
            ? keys + " keys" + shared()
            : size() == 1 ? worst.key() : size() + " incidents of " + worst.key();
    if (isOpen()) {
      String which = keys == 1 ? ", worst: " : ", worst " + worst.key() + ": ";
      return (isNew ? "" : "now ") + who + which + worst.finding();
    }
    Instant end =
        members.values().stream().map(Member::updatedAt).max(Instant::compareTo).orElse(last);
    String lasted = Quantities.duration(Duration.between(first, end));
    String which = keys == 1 ? "" : worst.key() + ", ";
    return who + ": over after " + lasted + "; worst was " + which + worst.finding();
  }

  private String shared() {
    if (sharedTags.isEmpty()) {
      return isOfOneDetector ? " of " + PrintableText.of(detector, LONGEST_TAGS) : "";
    }
    String tags =
        sharedTags.entrySet().stream()
            .map(tag -> tag.getKey() + "=" + tag.getValue())
            .collect(Collectors.joining(", "));
    return " of " + PrintableText.of(tags, LONGEST_TAGS);
  }
}
