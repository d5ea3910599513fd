package io.tidemark.detector.calibration;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Threshold;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Keeps a detector's promised rate of alerts on the keys of one host: one threshold for all of
 * them, which each incident that opens makes stricter and each hour without one looser (adaptive
 * conformal inference, Gibbs and Candes 2021, on alerts in place of windows). Whatever the scores'
 * distribution and however they hang together, the alerts up to a time differ from the promise by
 * no more than the way the level has gone, divided by the step.
 */
public final class AlertBudget {
  private static final double DAY = Duration.ofDays(1).toMillis();

  /** Longest stretch without windows that counts as time. */
  private static final long LONGEST_PAUSE = Duration.ofHours(1).toMillis();

  /** Loosest and strictest level: minus the logarithm of the p-value. */
  private static final double LOOSEST = 3;

  private static final double STRICTEST = 60;

  private static final double FIRST_STEP = 2;
  private static final double LAST_STEP = 0.25;

  private final double windowsPerDay;
  private final double perDay;
  private double keys;
  private double correction;
  private double opened;
  private long latest = Long.MIN_VALUE;

  private AlertBudget(double windowsPerDay, double perDay) {
    this.windowsPerDay = windowsPerDay;
    this.perDay = perDay;
  }

  /**
   * @param share of the detector's keys that this host holds, over 0 and at most 1
   */
  static AlertBudget of(DetectorDefinition definition, Threshold.Rate rate, double share) {
    double every = definition.window().tick().toMillis() * (double) definition.window().stride();
    return new AlertBudget(DAY / every, rate.alertsPerDay() * share);
  }

  /**
   * The evidence that opens an incident now. Evidence is gathered so that normal windows reach a
   * value with a probability that falls by e with each unit, so this is minus the logarithm of a
   * probability.
   */
  double threshold() {
    return Math.min(STRICTEST, Math.max(LOOSEST, even() + correction));
  }

  /** Where the level would be if p-values were true and windows told nothing of each other. */
  private double even() {
    return Math.log(windowsPerDay * Math.max(1, keys) / perDay);
  }

  /** A key has its first verdict. */
  void met() {
    keys++;
  }

  /** A key that counts here is forgotten, or judged otherwise from now on. */
  public void left() {
    keys = Math.max(0, keys - 1);
  }

  /** A window that ended then was judged; {@code opens} when it opened an incident. */
  void judged(long endMillis, boolean opens) {
    double step = Math.max(LAST_STEP, FIRST_STEP / Math.sqrt(1 + opened));
    if (latest != Long.MIN_VALUE && endMillis > latest) {
      correction -= step * perDay * Math.min(endMillis - latest, LONGEST_PAUSE) / DAY;
    }
    latest = Math.max(latest, endMillis);
    if (opens) {
      correction += step;
      opened++;
    }
    correction = Math.min(STRICTEST - even(), Math.max(LOOSEST - even(), correction));
  }

  /** Takes over what the hosts of an earlier run knew of it, or an earlier definition. */
  public void restore(Saved before) {
    keys = before.keys();
    opened = before.opened();
    correction = before.correction();
    latest = before.latest();
  }

  /** What a host that goes on later must know. */
  public Saved saved(String name) {
    return new Saved(name, keys, correction, opened, latest);
  }

  /**
   * State of a budget.
   *
   * @param name whose budget it is, chosen by the host
   * @param keys keys judged
   * @param correction how much stricter the level is than arithmetic has it
   * @param opened incidents opened
   * @param latest end of the latest window, milliseconds since the epoch
   */
  public record Saved(String name, double keys, double correction, double opened, long latest) {

    /** As {@link AlertBudget#left()}. */
    public Saved withoutOne() {
      return new Saved(name, Math.max(0, keys - 1), correction, opened, latest);
    }

    /**
     * What one host must know of a budget that several have kept.
     *
     * @param hosts what each of them knew, at least one
     * @param share of the detector's keys that the host holds, over 0 and at most 1
     */
    public static Saved share(List<Saved> hosts, double share) {
      return new Saved(
          hosts.get(0).name(),
          share * hosts.stream().mapToDouble(Saved::keys).sum(),
          hosts.stream().mapToDouble(Saved::correction).average().orElse(0),
          share * hosts.stream().mapToDouble(Saved::opened).sum(),
          hosts.stream().mapToLong(Saved::latest).max().orElse(Long.MIN_VALUE));
    }

    /** Writes the state. */
    public void write(DataOutput out) throws IOException {
      out.writeUTF(name);
      out.writeDouble(keys);
      out.writeDouble(correction);
      out.writeDouble(opened);
      out.writeLong(latest);
    }

    /** Reads what {@link #write} wrote. */
    public static Saved read(DataInput in) throws IOException {
      return new Saved(
          in.readUTF(), in.readDouble(), in.readDouble(), in.readDouble(), in.readLong());
    }
  }
}
