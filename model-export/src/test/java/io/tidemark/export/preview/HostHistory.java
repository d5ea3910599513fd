package io.tidemark.export.preview;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.source.EventSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingListener;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** For tests: hosts that report processor and memory once a minute. */
public final class HostHistory {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final int WARM_UP = 120;

  private static final String YAML =
      """
      name: hosts
      events: {topic: hosts, type: SensorEvent, key: deviceId}
      features:
        - {name: memory, from: readings.memory, unit: GiB}
        - {name: cpu, from: readings.cpu, unit: '%'}
      window: {tick: 1m, length: 10, lateness: 0s, maxGap: 3}
      baseline: {per: key, warmup: 120}
      model: {path: hosts.onnx, provider: cpu}
      """;

  private final List<Observation> observations = new ArrayList<>();

  public static DetectorDefinition definition() {
    return definition(UnaryOperator.identity());
  }

  public static DetectorDefinition definition(UnaryOperator<String> change) {
    return DefinitionReader.parse(change.apply(YAML), Path.of("models"));
  }

  /** What a host does besides its usual course. */
  public interface Fault {
    Fault NONE = (minute, values) -> {};

    /**
     * Changes the readings of a minute.
     *
     * @param values memory and processor, to be changed
     */
    void change(int minute, double[] values);

    /** A busy processor. */
    static Fault busy(int from, int to, double percent) {
      return (minute, values) -> values[1] += minute >= from && minute < to ? percent : 0;
    }

    default Fault and(Fault other) {
      return (minute, values) -> {
        change(minute, values);
        other.change(minute, values);
      };
    }
  }

  /** Adds a host with some noise. */
  public HostHistory host(String key, int minutes, Fault fault) {
    Random random = new Random(key.hashCode());
    for (int minute = 0; minute < minutes; minute++) {
      double[] values = {
        8 + Math.sin(2 * Math.PI * minute / 40) + 0.2 * random.nextGaussian(),
        20 + 5 * Math.sin(2 * Math.PI * minute / 25) + 2 * random.nextGaussian()
      };
      fault.change(minute, values);
      add(key, START.plus(Duration.ofMinutes(minute)), values);
    }
    return this;
  }

  /** Adds a host of which nothing ever changes. */
  HostHistory constant(String key, int minutes) {
    for (int minute = 0; minute < minutes; minute++) {
      add(key, START.plus(Duration.ofMinutes(minute)), new double[] {8, 20});
    }
    return this;
  }

  /** Adds a host that reports only now and then. */
  HostHistory rare(String key, int events, int everyMinutes) {
    for (int i = 0; i < events; i++) {
      add(key, START.plus(Duration.ofMinutes((long) i * everyMinutes)), new double[] {8, 20});
    }
    return this;
  }

  private void add(String key, Instant time, double[] values) {
    observations.add(
        new Observation(
            "hosts",
            key,
            time.toEpochMilli() * 1000,
            values,
            new SourcePosition(0, observations.size())));
  }

  public List<Observation> observations() {
    return List.copyOf(observations);
  }

  /** Trains a model on three calm hosts. */
  public static Path model(Path folder) throws IOException {
    HostHistory calm =
        new HostHistory()
            .host("calm-1", 600, Fault.NONE)
            .host("calm-2", 600, Fault.NONE)
            .host("calm-3", 600, Fault.NONE);
    DetectorDefinition definition = definition();
    TrainingData data = new TrainingData(definition, false);
    data.read(new Source(calm.observations()), RowSelection.ALL);
    TrainingOptions options =
        TrainingOptions.builder().architecture("lstm-carried").hidden(8).build();
    Path model = folder.resolve("hosts.onnx");
    new ModelTrainer(definition, options, TrainingListener.SILENT).train(data.windows(), model);
    return model;
  }

  private record Source(List<Observation> observations) implements EventSource {
    @Override
    public String name() {
      return "calm hosts";
    }

    @Override
    public void forEach(Consumer consumer) {
      observations.forEach(observation -> consumer.accept(observation, false));
    }

    @Override
    public void close() {
      // holds nothing open
    }
  }
}
