package io.tidemark.detector.health;

import static io.tidemark.detector.health.HealthAlerts.seconds;

import io.tidemark.schemas.AnomalyAlert;
import java.util.function.Consumer;

/**
 * Watches for a device's clock that is off to one side, by more than is allowed, for several events
 * in a row.
 *
 * @param side word for the side
 * @param openAfter events in a row that are off, which open an alert
 * @param resolveAfter events in a row that are not, which end it
 */
record DeviceClock(
    String side, long allowedMillis, int openAfter, int resolveAfter, HealthAlerts alerts) {

  void observed(
      HealthCondition condition, String key, long time, long by, Consumer<AnomalyAlert> out) {
    boolean off = by > allowedMillis;
    if (condition.open && off) {
      condition.count = 0;
      alerts.worsen(condition, key, finding(time, by), out);
      return;
    }
    if (!condition.open && !off) {
      condition.count = 0;
      condition.worst = 0;
      return;
    }
    condition.count++;
    if (off && condition.count >= openAfter) {
      alerts.open(condition, key, finding(time, by), out);
    } else if (!off && condition.count >= resolveAfter) {
      alerts.resolve(condition, key, time, out);
    }
  }

  private HealthAlerts.Finding finding(long time, long by) {
    String note = "The device's clock is " + side + " by " + HealthAlerts.words(by) + ".";
    return new HealthAlerts.Finding(time, time, seconds(by), seconds(allowedMillis), note);
  }
}
