package io.tidemark.cli.demo;

import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.Pace;
import io.tidemark.cli.replay.ReplayProgress;
import io.tidemark.cli.replay.Speed;
import io.tidemark.cli.simulator.Delivery;
import io.tidemark.cli.simulator.Scenario;
import io.tidemark.cli.simulator.Simulation;
import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The simulated plant and office, with all their faults and defects, watched by their detectors.
 */
public final class SimulatedInput implements DemoInput {
  private static final int PARTITIONS = 2;

  private final Scenario scenario;
  private final Simulation simulation;
  private final Speed speed;
  private final Map<Site, DetectorDefinition> detectors = new EnumMap<>(Site.class);
  private final List<Path> files;

  /**
   * Event time ends at about the time when the replay does. It starts with a minute, so that the
   * same seed cuts the same ticks.
   *
   * @param detectors folder of {@code plant.yaml} and {@code office.yaml}
   * @param simulated event time to replay
   */
  public SimulatedInput(Path detectors, long seed, Duration simulated, Speed speed) {
    Duration takes = speed.wallClock(simulated);
    Instant start = Instant.now().plus(takes).minus(simulated).truncatedTo(ChronoUnit.MINUTES);
    this.scenario = new Scenario(seed, start, simulated, EnumSet.allOf(Site.class), true, true);
    this.simulation = new Simulation(scenario);
    this.speed = speed;
    this.files = Arrays.stream(Site.values()).map(site -> file(detectors, site)).toList();
    for (Site site : Site.values()) {
      this.detectors.put(site, DefinitionReader.read(file(detectors, site)));
    }
  }

  private static Path file(Path folder, Site site) {
    return folder.resolve(site.name().toLowerCase(Locale.ROOT) + ".yaml");
  }

  @Override
  public String description() {
    return "%s of a simulated plant and office, %s, seed %d"
        .formatted(
            Durations.format(scenario.duration()),
            speed.isMax() ? "as fast as it goes" : speed + " times as fast as real",
            scenario.seed());
  }

  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public List<DetectorDefinition> detectors() {
    return List.copyOf(detectors.values());
  }

  @Override
  public int partitions() {
    return PARTITIONS;
  }

  @Override
  public int keys() {
    return detectors.keySet().stream().mapToInt(site -> site.keys().size()).sum();
  }

  @Override
  public List<KnownFault> faults() {
    return simulation.faults().stream().map(KnownFault::of).toList();
  }

  @Override
  public void send(EventPublisher publisher, ReplayProgress progress) throws IOException {
    Pace pace = new Pace(speed);
    double length = scenario.duration().toMillis();
    while (simulation.hasNext() && !Thread.currentThread().isInterrupted()) {
      Delivery delivery = simulation.next();
      pace.await(delivery.at());
      send(delivery, publisher);
      double share = Duration.between(scenario.start(), delivery.at()).toMillis() / length;
      progress.at(Math.min(1, share), delivery.at(), publisher.sent());
    }
    publisher.flush();
  }

  private void send(Delivery delivery, EventPublisher publisher) throws IOException {
    String topic = Objects.requireNonNull(detectors.get(delivery.site())).events().topics().only();
    if (delivery.event() != null) {
      publisher.send(topic, delivery.key(), delivery.event());
    } else {
      publisher.send(topic, delivery.key(), Objects.requireNonNull(delivery.garbage()), null);
    }
  }
}
