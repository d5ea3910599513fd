package io.tidemark.lab.noise;

import io.tidemark.cli.simulator.Delivery;
import io.tidemark.cli.simulator.Scenario;
import io.tidemark.cli.simulator.Simulation;
import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/**
 * The demonstration's plant and office, faults and defects among them, sent through the detector's
 * line. Records are written when they arrive on the simulated clock, so that no other clock plays a
 * part and the same seed gives the same messages.
 */
final class DemoMessages {
  private static final Instant START = Instant.parse("2026-01-05T06:00:00Z");

  private DemoMessages() {}

  /**
   * What came of one site.
   *
   * @param detectors folder of {@code plant.yaml} and {@code office.yaml}
   */
  static Messages of(Site site, Path detectors, long seed, Duration simulated) {
    String file = site.name().toLowerCase(Locale.ROOT) + ".yaml";
    DetectorDefinition definition = DefinitionReader.read(detectors.resolve(file));
    // Both sites, as in the demonstration: one by itself would have other faults of the same seed.
    Simulation simulation =
        new Simulation(new Scenario(seed, START, simulated, EnumSet.allOf(Site.class), true, true));
    List<LabelledFault> faults =
        simulation.faults().stream()
            .filter(fault -> fault.kind().site() == site)
            .map(fault -> new LabelledFault(fault.key(), fault.start(), fault.end()))
            .toList();
    List<AnomalyAlert> alerts = new ArrayList<>();
    try (OpenModel model = OpenModel.of(definition)) {
      DetectorLine line =
          new DetectorLine(
              definition,
              key -> definition.baseline().warmup(),
              model,
              new LineListener() {
                @Override
                public void alert(AnomalyAlert alert) {
                  alerts.add(alert);
                }
              });
      ObservationExtractor extractor = new ObservationExtractor(definition);
      long offset = 0;
      Instant end = START.plus(simulated);
      while (simulation.hasNext()) {
        Delivery delivery = simulation.next();
        // What is still on its way would end a silence that is none.
        if (delivery.site() == site && delivery.at().isBefore(end)) {
          add(delivery, offset++, extractor, line);
        }
      }
      line.finish();
    }
    return new Messages(definition, LabelledFault.joined(faults), alerts);
  }

  private static void add(
      Delivery delivery, long offset, ObservationExtractor extractor, DetectorLine line) {
    if (delivery.event() == null) {
      return; // a dead letter
    }
    long written = delivery.at().toEpochMilli();
    Observation observation;
    try {
      observation = extractor.extract(delivery.event(), new SourcePosition(0, offset, written));
    } catch (InvalidEventException deadLetter) {
      return;
    }
    if (observation != null) {
      line.add(observation, written);
    }
  }
}
