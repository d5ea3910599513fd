package io.tidemark.cli.simulator;

import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.SensorEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * A scenario as a stream of deliveries in order of arrival. Generated a second at a time, so that
 * its length costs no memory.
 */
public final class Simulation implements Iterator<Delivery> {
  private final Scenario scenario;
  private final List<Fault> faults;
  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<Queued> underway = new PriorityQueue<>();
  private final Instant end;
  private Instant second;
  private long queued;

  /** One device or host with its way to Kafka. */
  private record Source(
      Site site,
      String key,
      Function<Instant, List<? extends SpecificRecord>> events,
      Defects defects) {}

  /**
   * Ordered by arrival, of equal arrivals by generation, so that the order never depends on chance.
   */
  private record Queued(Delivery delivery, long order) implements Comparable<Queued> {
    @Override
    public int compareTo(Queued other) {
      int byTime = delivery.at().compareTo(other.delivery.at());
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  public Simulation(Scenario scenario) {
    this.scenario = scenario;
    this.faults = FaultPlan.of(scenario);
    this.second = scenario.start();
    this.end = scenario.start().plus(scenario.duration());
    for (Site site : Site.values()) {
      if (scenario.sites().contains(site)) {
        site.keys().forEach(key -> sources.add(source(site, key)));
      }
    }
  }

  /** The faults that are in the stream, by start. */
  public List<Fault> faults() {
    return faults;
  }

  private Source source(Site site, String key) {
    long seed = scenario.seed() * 1_000_003L + key.hashCode();
    Fault fault = faults.stream().filter(f -> f.key().equals(key)).findFirst().orElse(null);
    Defects defects = new Defects(seed + 1, scenario.defects());
    if (site == Site.PLANT) {
      Pump pump = new Pump(key, seed, fault);
      return new Source(site, key, time -> List.of(pump.next(time)), defects);
    }
    Host host = new Host(key, site.keys().indexOf(key), seed, fault);
    return new Source(site, key, host::next, defects);
  }

  @Override
  public boolean hasNext() {
    // What arrives before the second now starting can no longer be overtaken.
    while (second.isBefore(end)
        && (underway.isEmpty() || !underway.peek().delivery().at().isBefore(second))) {
      generate(second);
      second = second.plusSeconds(1);
    }
    return !underway.isEmpty();
  }

  @Override
  public Delivery next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return underway.remove().delivery();
  }

  private void generate(Instant time) {
    for (Source source : sources) {
      List<? extends SpecificRecord> events = source.events().apply(time);
      if (source.defects().lost()) {
        continue;
      }
      for (SpecificRecord event : events) {
        Instant at = source.defects().arrival(eventTime(event));
        queue(Delivery.of(at, source.site(), source.key(), source.defects().damaged(event)));
      }
      byte[] garbage = source.defects().garbage();
      if (garbage != null) {
        queue(Delivery.garbage(time.plusMillis(500), source.site(), source.key(), garbage));
      }
    }
  }

  private void queue(Delivery delivery) {
    underway.add(new Queued(delivery, queued++));
  }

  private static Instant eventTime(SpecificRecord event) {
    return event instanceof SensorEvent sensor
        ? sensor.getEventTime()
        : ((NetworkEvent) event).getEventTime();
  }
}
