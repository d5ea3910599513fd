package io.tidemark.console.delivery;

import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;

/**
 * Which messages go into one notice. A key's messages always fall into the same group, so that
 * their order is kept.
 *
 * @param waitFor how long a group's first message waits for others
 */
record NoticeGrouping(By by, Duration waitFor) {
  /** What the messages of a group share. */
  enum By {
    MESSAGE,
    KEY,
    DETECTOR,
    ALL
  }

  /** Name of the message's group. */
  String group(AnomalyAlert alert) {
    return switch (by) {
      case MESSAGE -> PendingMessage.idempotencyKey(alert);
      case KEY -> alert.getDetector() + "/" + alert.getKey();
      case DETECTOR -> alert.getDetector();
      case ALL -> "";
    };
  }
}
