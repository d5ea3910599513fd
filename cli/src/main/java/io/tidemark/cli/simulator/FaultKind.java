package io.tidemark.cli.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can go wrong. */
public enum FaultKind {
  /** The flow meter keeps sending one value. */
  STUCK(Site.PLANT, "flow"),
  /** The temperature sensor drifts away from the truth. */
  DRIFT(Site.PLANT, "temperature"),
  /** The motor current jumps now and then. */
  SPIKES(Site.PLANT, "current"),
  /** A bearing wears: vibration grows and roughens. */
  BEARING(Site.PLANT, "vibration", "temperature"),
  /** Water is lost: pressure falls, flow rises. */
  LEAK(Site.PLANT, "pressure", "flow"),
  /** Cooling fails: temperature climbs, current a little. */
  OVERHEATING(Site.PLANT, "temperature", "current"),
  /** Pressure and flow stay in their range but no longer follow the load. */
  DECOUPLED(Site.PLANT, "pressure", "flow"),
  /** One host tries the ports of another. */
  PORT_SCAN(Site.OFFICE, "flows", "ports", "synRate", "refusals"),
  /** Large uploads to an unknown address. */
  EXFILTRATION(Site.OFFICE, "bytesOut"),
  /** Repeated logins over SSH. */
  BRUTE_FORCE(Site.OFFICE, "flows", "bytesOut", "ports", "synRate"),
  /** The host takes part in a SYN flood. */
  FLOOD(Site.OFFICE, "flows", "synRate"),
  /** The monitoring agent and the user's programs fall silent. */
  SILENCE(Site.OFFICE, "monitoring", "flows", "bytesOut", "bytesIn");

  private final Site site;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> features;

  /**
   * @param features names of those that change, in the example definition of the site
   */
  FaultKind(Site site, String... features) {
    this.site = site;
    this.features = Set.of(features);
  }

  /** Where it can happen. */
  public Site site() {
    return site;
  }

  /** Names of the features that it changes, in the example definition of its site. */
  public Set<String> features() {
    return features;
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
