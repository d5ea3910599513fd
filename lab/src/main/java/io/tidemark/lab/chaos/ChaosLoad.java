package io.tidemark.lab.chaos;

import io.tidemark.cli.replay.EventPublisher;
import io.tidemark.cli.replay.Pace;
import io.tidemark.cli.replay.Speed;
import io.tidemark.cli.simulator.Delivery;
import io.tidemark.cli.simulator.Scenario;
import io.tidemark.cli.simulator.Simulation;
import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The simulated plant as load with known truth: the same seed gives the same events, and the core
 * in one thread says what alerts they call for.
 */
final class ChaosLoad {
  /** Records are written from here on, by the simulation's time. */
  static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  /** Seconds of the plant in a second of wall clock. */
  private static final double SPEED = 30;

  private final DetectorDefinition definition;
  private final Scenario scenario;

  ChaosLoad(DetectorDefinition definition, long seed, Duration duration) {
    this.definition = definition;
    Duration simulated = Duration.ofSeconds((long) (duration.toSeconds() * SPEED));
    Duration shortest = Duration.ofMinutes(20);
    scenario =
        new Scenario(
            seed,
            START,
            simulated.compareTo(shortest) < 0 ? shortest : simulated,
            Set.of(Site.PLANT),
            true,
            false);
  }

  /** Sends all events at their pace in a thread of its own; the future counts them. */
  CompletableFuture<Long> send(Properties kafka) {
    CompletableFuture<Long> sent = new CompletableFuture<>();
    Thread sender =
        new Thread(
            () -> {
              try {
                sent.complete(sendAll(kafka));
              } catch (IOException | RuntimeException failed) {
                sent.completeExceptionally(failed);
              }
            },
            "chaos-load");
    sender.setDaemon(true);
    sender.start();
    return sent;
  }

  private long sendAll(Properties kafka) throws IOException {
    Pace pace = new Pace(new Speed(SPEED));
    try (EventPublisher publisher = new EventPublisher(kafka, WireFormat.AVRO)) {
      Simulation simulation = new Simulation(scenario);
      while (simulation.hasNext()) {
        Delivery delivery = simulation.next();
        SpecificRecord event = event(delivery);
        if (event != null) {
          pace.await(delivery.at());
          publisher.send(definition.events().topics().only(), delivery.key(), event, delivery.at());
        }
      }
      publisher.flush();
      return publisher.sent();
    }
  }

  /** The alerts of an undisturbed run. */
  List<AnomalyAlert> truth() {
    List<AnomalyAlert> alerts = new ArrayList<>();
    ObservationExtractor extractor = new ObservationExtractor(definition);
    try (OnnxModel model = ModelAdmission.open(definition)) {
      DetectorLine line =
          new DetectorLine(
              definition,
              model,
              new LineListener() {
                @Override
                public void alert(AnomalyAlert alert) {
                  alerts.add(alert);
                }
              });
      Simulation simulation = new Simulation(scenario);
      for (long row = 0; simulation.hasNext(); row++) {
        Delivery delivery = simulation.next();
        SpecificRecord event = event(delivery);
        Observation seen =
            event == null ? null : extractor.extract(event, new SourcePosition(0, row));
        if (seen != null) {
          line.add(seen, delivery.at().toEpochMilli());
        }
      }
      line.finish();
    } catch (InvalidEventException impossible) {
      throw new IllegalStateException(impossible);
    }
    return alerts;
  }

  /** What the device sends by its own clock; null where it sends nothing. */
  private static @Nullable SpecificRecord event(Delivery delivery) {
    return DeviceClock.of(delivery.key())
        .apply((SensorEvent) Objects.requireNonNull(delivery.event(), "no defects"), START);
  }
}
