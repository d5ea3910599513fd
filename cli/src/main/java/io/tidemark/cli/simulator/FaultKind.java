package io.tidemark.cli.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can go wrong. */
public enum FaultKind {
  /** The flow meter keeps sending one value. */
  STUCK(Site.PLANT),
  /** The temperature sensor drifts away from the truth. */
  DRIFT(Site.PLANT),
  /** The motor current jumps now and then. */
  SPIKES(Site.PLANT),
  /** A bearing wears: vibration grows and roughens. */
  BEARING(Site.PLANT),
  /** Water is lost: pressure falls, flow rises. */
  LEAK(Site.PLANT),
  /** Cooling fails: temperature climbs, current a little. */
  OVERHEATING(Site.PLANT),
  /** Pressure and flow stay in their range but no longer follow the load. */
  DECOUPLED(Site.PLANT),
  /** One host tries the ports of another. */
  PORT_SCAN(Site.OFFICE),
  /** Large uploads to an unknown address. */
  EXFILTRATION(Site.OFFICE),
  /** Repeated logins over SSH. */
  BRUTE_FORCE(Site.OFFICE),
  /** The host takes part in a SYN flood. */
  FLOOD(Site.OFFICE),
  /** The monitoring agent and the user's programs fall silent. */
  SILENCE(Site.OFFICE);

  private final Site site;

  FaultKind(Site site) {
    this.site = site;
  }

  /** Where it can happen. */
  public Site site() {
    return site;
  }

  static List<FaultKind> of(Site site) {
    return Arrays.stream(values()).filter(kind -> kind.site == site).toList();
  }

  /** The name in labels and summaries, such as {@code port-scan}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
