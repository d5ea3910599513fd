package io.tidemark.detector.definition;

import io.tidemark.schemas.Sensitivity;

/** How much evidence opens an incident. */
public sealed interface Threshold {
  /**
   * The same evidence for every key, by a name.
   *
   * @param sensitivity how soon people want to hear
   */
  record Evidence(Sensitivity sensitivity) implements Threshold {}

  /**
   * The same evidence for every key.
   *
   * @param value over 0
   */
  record Fixed(double value) implements Threshold {
    public Fixed {
      Check.range("threshold.value", value, 1e-3, 1e6);
    }
  }

  /**
   * So many incidents a day of a detector with nothing wrong, all keys together: one threshold for
   * all keys, led by the incidents that opened (docs/adr, A rate of alerts).
   *
   * @param alertsPerDay over 0
   */
  record Rate(double alertsPerDay) implements Threshold {
    public Rate {
      Check.range("alerts.perDay", alertsPerDay, 0.001, 100_000);
    }
  }
}
