package io.tidemark.cli.simulator;

import io.tidemark.schemas.NetworkEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A workstation as its switch sees it, one second a step: a monitoring agent that reports every
 * second, name lookups, browsing and a file server, more of them in busy times than in quiet ones.
 */
final class Host {
  private static final int SITES = 60;

  private final String key;
  private final @Nullable Fault fault;
  private final Random random;
  private final Rhythm activity;
  private final FlowFactory flows;
  private int nextPort = 1;

  Host(String key, int number, long seed, @Nullable Fault fault) {
    this.key = key;
    this.fault = fault;
    this.random = new Random(seed);
    this.activity = new Rhythm(random, 0.7, 1.0, 40, 90, 0.5);
    this.flows = new FlowFactory(key, "10.0.1." + (10 + number), random);
  }

  String key() {
    return key;
  }

  /** The flows that start in this second, in order of time. */
  List<NetworkEvent> next(Instant time) {
    List<NetworkEvent> events = new ArrayList<>();
    FaultKind acting = fault != null && fault.covers(time) ? fault.kind() : null;
    double level = activity.next();
    add(events, time, poisson(0.8 * level), this::lookup);
    if (acting != FaultKind.SILENCE) {
      events.add(monitoring(time.plusMillis(100 + random.nextInt(50))));
      add(events, time, poisson(1.6 * level), this::browsing);
      add(events, time, poisson(0.5 * level), this::files);
    }
    if (acting != null) {
      disturb(events, time, acting);
    }
    events.sort((a, b) -> a.getEventTime().compareTo(b.getEventTime()));
    return events;
  }

  private void disturb(List<NetworkEvent> events, Instant time, FaultKind kind) {
    switch (kind) {
      case PORT_SCAN -> add(events, time, 20, this::probe);
      case EXFILTRATION -> add(events, time, 1, this::upload);
      case BRUTE_FORCE -> add(events, time, 6, this::login);
      case FLOOD -> add(events, time, 40, this::syn);
      case SILENCE -> {
        // what is missing is the fault
      }
      default -> throw new IllegalStateException(kind + " does not happen to a host");
    }
  }

  private void add(List<NetworkEvent> events, Instant second, int number, Flow flow) {
    for (int i = 0; i < number; i++) {
      events.add(flow.at(second.plusMillis(random.nextInt(1000))));
    }
  }

  private NetworkEvent monitoring(Instant at) {
    return flows.tcp(at, "monitor-1", "10.0.0.5", 9100, bytes(320, 0.02), bytes(180, 0.02));
  }

  private NetworkEvent lookup(Instant at) {
    return flows.udp(at, "dns-1", "10.0.0.2", 53, bytes(78, 0.15), bytes(210, 0.3));
  }

  private NetworkEvent browsing(Instant at) {
    String address = "192.0.2." + (1 + random.nextInt(SITES));
    return flows.tcp(at, null, address, 443, bytes(1_800, 0.4), bytes(26_000, 0.5));
  }

  private NetworkEvent files(Instant at) {
    return flows.tcp(at, "files-1", "10.0.0.9", 445, bytes(6_000, 0.4), bytes(9_000, 0.4));
  }

  private NetworkEvent probe(Instant at) {
    nextPort = nextPort % 10_000 + 1;
    return flows.refused(at, "files-1", "10.0.0.9", nextPort);
  }

  private NetworkEvent upload(Instant at) {
    return flows.tcp(at, null, "203.0.113.66", 443, bytes(480_000, 0.2), bytes(4_000, 0.2));
  }

  private NetworkEvent login(Instant at) {
    return flows.tcp(at, "build-1", "10.0.0.7", 22, bytes(2_400, 0.05), bytes(2_900, 0.05));
  }

  private NetworkEvent syn(Instant at) {
    return flows.unanswered(at, "198.51.100.9", 80);
  }

  /** Log-normal around {@code median}. */
  private long bytes(double median, double spread) {
    return Math.round(
        median * Math.exp(spread * Math.max(-2.5, Math.min(2.5, random.nextGaussian()))));
  }

  /** Poisson number (Knuth 1969), cut so that chance alone looks like no fault. */
  private int poisson(double mean) {
    double limit = Math.exp(-mean);
    int number = 0;
    double product = random.nextDouble();
    while (product > limit && number < 4 * mean + 2) {
      product *= random.nextDouble();
      number++;
    }
    return number;
  }

  private interface Flow {
    NetworkEvent at(Instant time);
  }
}
