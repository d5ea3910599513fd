package io.tidemark.console.store;

import io.tidemark.schemas.Severity;
import io.tidemark.schemas.Verdict;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which incidents are asked for; what is null does not matter. Those of a situation come the most
 * telling first.
 *
 * @param key part of the key, in either case
 * @param severity this one or a higher one
 * @param open whether they last; with {@code onePerSituation} whether any of the situation does
 * @param attention only those that last and that nobody has acknowledged or closed
 * @param from opened at this time or later, event time
 * @param to opened before this time
 * @param before only those after this one in the list, for the next page
 * @param situation id of the situation that they belong to
 * @param onePerSituation only one incident of each situation: the first, or the worst where the
 *     worst come first
 * @param order which come first
 * @param limit most to return, from 1 to 500
 */
public record IncidentQuery(
    @Nullable String detector,
    @Nullable String key,
    @Nullable Severity severity,
    @Nullable Boolean open,
    @Nullable Verdict verdict,
    boolean attention,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String before,
    @Nullable String situation,
    boolean onePerSituation,
    Order order,
    int limit) {
  private static final int MOST = 500;

  /** Which incidents come first. */
  public enum Order {
    /** Those that opened last. */
    NEWEST,
    /**
     * Those of the highest severity; of these, those furthest above their threshold; of these,
     * those that opened last. Only for incidents that last, and for one page of them.
     */
    WORST
  }

  public IncidentQuery {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " is not accepted; from 1 to " + MOST);
    }
    if (situation != null && before != null) {
      throw new IllegalArgumentException(
          "before: is not accepted with situation, whose incidents are one page");
    }
    if (order == Order.WORST) {
      if (!attention && !Boolean.TRUE.equals(open)) {
        throw new IllegalArgumentException(
            "order: worst is accepted with state=open or attention=true only");
      }
      if (situation != null || before != null) {
        throw new IllegalArgumentException(
            "order: worst is not accepted with situation or before; it is one page");
      }
    }
  }

  /** All, newest first. */
  public static IncidentQuery all(int limit) {
    return new IncidentQuery(
        null, null, null, null, null, false, null, null, null, null, false, Order.NEWEST, limit);
  }
}
