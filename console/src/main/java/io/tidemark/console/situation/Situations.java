package io.tidemark.console.situation;

import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each incident to a situation. It joins the one in which an incident opened at about the
 * same time that has the same key or a tag in common, or is of the same detector where there are no
 * tags, or whose key it has depended on so far; otherwise it begins one of its own. The same
 * messages in the same order give the same situations. For one thread.
 */
public final class Situations {
  /**
   * Incidents of all situations together; beyond that the one that is not heard of is forgotten.
   */
  static final int MOST_INCIDENTS = 20_000;

  /** Incidents of one situation; the next one begins another. */
  static final int LARGEST = 10_000;

  /** Times the time that incidents have for joining, from the first to the last opening. */
  static final int LONGEST = 10;

  private static final int MOST_TRAITS = 20_000;

  private final SituationRules rules;
  private final Duration longest;
  private final Map<String, Situation> byIncident = new HashMap<>();
  private final Map<Situation, Boolean> byUse = new LinkedHashMap<>(16, 0.75f, true);

  /** The newest situation with a trait. */
  private final Map<String, Situation> byTrait = new RecentlyUsed<>(MOST_TRAITS);

  private final Dependence dependence;

  /** None yet. */
  public Situations(SituationRules rules) {
    this.rules = rules;
    this.longest = rules.within().multipliedBy(LONGEST);
    this.dependence = new Dependence(rules.within());
  }

  /**
   * Takes a message.
   *
   * @param written when it was written, in any unit: the situation has the id of its incident whose
   *     message was written first
   * @return the situation of its incident, which is the same as long as it is not forgotten
   */
  public Situation add(AnomalyAlert alert, long written) {
    Situation situation = byIncident.get(alert.getAlertId());
    if (situation == null) {
      situation = find(alert);
      if (situation == null) {
        situation = new Situation(alert, alert.getAlertId(), written);
      }
      enter(alert, situation);
    }
    situation.put(alert, written);
    byUse.put(situation, true);
    forget();
    return situation;
  }

  /** Takes what was found before: that an incident belongs to the situation with this id. */
  public void restore(AnomalyAlert alert, String id) {
    Situation situation = byIncident.get(id);
    if (situation == null) {
      situation = new Situation(alert, id, Long.MIN_VALUE);
      byIncident.put(id, situation);
    }
    enter(alert, situation);
    situation.put(alert, Long.MAX_VALUE);
    byUse.put(situation, true);
    forget();
  }

  private void enter(AnomalyAlert alert, Situation situation) {
    byIncident.put(alert.getAlertId(), situation);
    Traits.of(alert, rules.by()).forEach(trait -> byTrait.put(trait, situation));
    dependence.opened(alert, situation);
  }

  /** Where several do, the one that began first. */
  private @Nullable Situation find(AnomalyAlert alert) {
    Set<Situation> related = new HashSet<>(dependence.related(alert));
    for (String trait : Traits.of(alert, rules.by())) {
      Situation situation = byTrait.get(trait);
      if (situation != null) {
        related.add(situation);
      }
    }
    return related.stream()
        .filter(byUse::containsKey)
        .filter(situation -> situation.size() < LARGEST)
        .filter(situation -> situation.beganWith(alert.getOpenedAt(), rules.within(), longest))
        .min(Comparator.comparing(Situation::first).thenComparing(Situation::id))
        .orElse(null);
  }

  private void forget() {
    Iterator<Situation> eldest = byUse.keySet().iterator();
    while (byIncident.size() > MOST_INCIDENTS && eldest.hasNext()) {
      Situation gone = eldest.next();
      eldest.remove();
      byIncident.keySet().removeAll(gone.incidents());
    }
  }

  /** The situation of an incident; null where it has none or is forgotten. */
  public @Nullable Situation of(String alertId) {
    return byIncident.get(alertId);
  }

  /** Counts incidents as ended; returns the situations that end with that. */
  public Set<Situation> close(Predicate<String> which) {
    Set<Situation> ended = new HashSet<>();
    byIncident.forEach(
        (alertId, situation) -> {
          if (which.test(alertId) && situation.close(alertId)) {
            ended.add(situation);
          }
        });
    return ended;
  }

  /** Forgets an incident: its situation goes on as if it had not been. */
  public void remove(String alertId) {
    Situation situation = byIncident.remove(alertId);
    if (situation != null) {
      situation.remove(alertId);
      if (situation.size() == 0) {
        byUse.remove(situation);
      }
    }
  }
}
