package io.tidemark.detector.coverage;

import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.CoverageState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a key is.
 *
 * @param state not {@code FORGOTTEN}
 * @param reason why it is blind; null while it is not
 */
public record CoverageStatus(CoverageState state, @Nullable BlindReason reason) {
  public static final CoverageStatus WATCHED = new CoverageStatus(CoverageState.WATCHED, null);
  public static final CoverageStatus WARMING_UP =
      new CoverageStatus(CoverageState.WARMING_UP, null);

  private static final List<CoverageStatus> ALL = all();

  private static List<CoverageStatus> all() {
    List<CoverageStatus> all = new ArrayList<>(List.of(WATCHED, WARMING_UP));
    for (BlindReason reason : BlindReason.values()) {
      all.add(new CoverageStatus(CoverageState.BLIND, reason));
    }
    return List.copyOf(all);
  }

  /** All that there are. */
  public static List<CoverageStatus> values() {
    return ALL;
  }

  /** Blind, for a reason. */
  public static CoverageStatus blind(BlindReason reason) {
    return ALL.get(reason.ordinal() + 2);
  }

  /** Its place in {@link #values()}. */
  int index() {
    return reason == null ? (state == CoverageState.WATCHED ? 0 : 1) : reason.ordinal() + 2;
  }

  boolean watched() {
    return state == CoverageState.WATCHED;
  }

  boolean is(BlindReason other) {
    return Objects.equals(reason, other);
  }
}
