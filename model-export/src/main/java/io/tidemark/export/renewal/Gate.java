package io.tidemark.export.renewal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new model may take the place of the one that serves: it must meet every criterion.
 * Where no window could be compared, it does not.
 *
 * @param criteria what was measured and required
 */
public record Gate(List<Criterion> criteria) {
  /**
   * Share of the windows that the serving model calls normal, outside of known incidents, which the
   * new one must call normal too.
   */
  public static final double AGREEMENT = 0.98;

  /**
   * Windows in the shadow that the new model alone may call anomalous, as a share of those
   * compared.
   */
  public static final double ONLY_NEW = 0.02;

  /** Further incidents outside of known ones, as a share of the serving model's. */
  public static final double MORE_INCIDENTS = 0.1;

  /** Planted faults that the new model may miss of those that the serving one finds, as a share. */
  public static final double MISSED_FAULTS = 0.2;

  /** How many times as much a window may cost. */
  public static final double COST = 2;

  /** A window that costs less than this, in microseconds, is cheap enough. */
  public static final double CHEAP_MICROS = 100;

  /** Windows that must have been compared in the shadow. */
  public static final int FEWEST_WINDOWS = 200;

  public Gate {
    criteria = List.copyOf(criteria);
  }

  /**
   * What both models say of the recorded history.
   *
   * @param serving of the model that serves
   * @param candidate of the new one, of the same history
   * @param faults planted ones; null where the detector's features allow none
   */
  public static Gate onHistory(
      JudgedModel serving,
      JudgedModel candidate,
      KnownIncidents known,
      @Nullable FoundFaults faults) {
    List<Criterion> criteria = new ArrayList<>();
    criteria.add(agreement(serving.normal(), candidate.anomalousUnlike(serving)));
    List<KnownIncident> real =
        known.all().stream().filter(one -> one.real() && serving.finds(one)).toList();
    long found = real.stream().filter(candidate::finds).count();
    criteria.add(
        criterion(
            found == real.size(),
            "incidents that people call real: finds %,d of %,d that the serving model finds",
            found,
            real.size()));
    long before = serving.incidentsOutside(known);
    long after = candidate.incidentsOutside(known);
    long most = before + Math.max(1, (long) (MORE_INCIDENTS * before));
    criteria.add(
        criterion(
            after <= most,
            "other incidents on the history: %,d against %,d, at most %,d",
            after,
            before,
            most));
    if (faults != null) {
      criteria.add(planted(faults));
    }
    criteria.add(cost(serving.microsPerWindow(), candidate.microsPerWindow()));
    return new Gate(criteria);
  }

  /**
   * What the job reported of the new model in the shadow. It says nothing of windows that the
   * serving model alone calls anomalous: after a drift that may be all of them.
   */
  public static Gate onShadow(ShadowFigures shadow) {
    return new Gate(
        List.of(
            criterion(
                shadow.windows() >= FEWEST_WINDOWS,
                "windows compared: %,d, at least %,d",
                shadow.windows(),
                FEWEST_WINDOWS),
            criterion(
                shadow.onlyCandidate() <= ONLY_NEW * shadow.windows(),
                "windows that it alone calls anomalous: %,d, at most %.0f %%",
                shadow.onlyCandidate(),
                100 * ONLY_NEW),
            cost(shadow.servingMicros(), shadow.candidateMicros())));
  }

  private static Criterion agreement(long normal, long onlyCandidate) {
    double share = normal == 0 ? 0 : 1 - (double) onlyCandidate / normal;
    return criterion(
        share >= AGREEMENT,
        "agreement on normal windows: %.2f %% of %,d, at least %.0f %%",
        100 * share,
        normal,
        100 * AGREEMENT);
  }

  /** Where the serving model finds none, there is nothing to hold the new one against. */
  private static Criterion planted(FoundFaults faults) {
    int least = Math.max(1, faults.serving() - (int) (MISSED_FAULTS * faults.serving()));
    return criterion(
        faults.serving() > 0 && faults.candidate() >= least,
        "planted faults: finds %,d of %,d, the serving model %,d, at least %,d",
        faults.candidate(),
        faults.planted(),
        faults.serving(),
        least);
  }

  private static Criterion cost(double serving, double candidate) {
    double most = Math.max(CHEAP_MICROS, COST * serving);
    return criterion(
        candidate <= most,
        "cost of a window: %.1f us against %.1f us, at most %.1f us",
        candidate,
        serving,
        most);
  }

  private static Criterion criterion(boolean met, String words, Object... figures) {
    return new Criterion(met, String.format(Locale.ROOT, words, figures));
  }

  /** Whether every criterion is met. */
  public boolean passed() {
    return criteria.stream().allMatch(Criterion::met);
  }

  /** All figures, those of criteria that are not met marked, in one line. */
  public String figures() {
    return criteria.stream()
        .map(one -> (one.met() ? "" : "NOT MET: ") + one.figures())
        .collect(Collectors.joining("; "));
  }
}
