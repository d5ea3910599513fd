package io.tidemark.detector.alert;

import io.tidemark.schemas.AlertKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Ids of incidents: the same input gives the same ones. */
final class AlertId {
  private AlertId() {}

  static String of(AlertKind kind, String detector, String key, long openedMillis) {
    String name = detector + '\0' + key + '\0' + openedMillis;
    // Anomalies had no kind in the first version of the schema.
    String whole =
        kind == AlertKind.ANOMALY ? name : name + '\0' + kind.name().toLowerCase(Locale.ROOT);
    return UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
