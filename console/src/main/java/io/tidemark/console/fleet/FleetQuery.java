package io.tidemark.console.fleet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which keys are asked for.
 *
 * @param detector only of this one; null: all
 * @param health only these; null: all
 * @param text only keys that contain it, in either case; null: all
 * @param offset rows to leave out
 * @param limit most rows to return, from 1 to 1000
 */
public record FleetQuery(
    @Nullable String detector,
    @Nullable Health health,
    @Nullable String text,
    int offset,
    int limit) {
  private static final int MOST = 1000;

  public FleetQuery {
    if (offset < 0) {
      throw new IllegalArgumentException("offset: " + offset + " is not accepted; from 0");
    }
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " is not accepted; from 1 to " + MOST);
    }
  }

  boolean wants(FleetRow row) {
    return (detector == null || detector.equals(row.name().detector()))
        && (health == null || health == row.health())
        && (text == null || row.name().key().toLowerCase(Locale.ROOT).contains(lower(text)));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
