package io.tidemark.lab.noise;

import io.tidemark.cli.simulator.Site;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.quality.LabelledSet;
import io.tidemark.lab.quality.PublicSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Measures what people hear of the demonstration's faults and of those of labelled sets. */
public final class Noise {
  private static final int MOST_SEEDS = 100;

  private final Path examples;
  private final Consumer<String> progress;
  private final List<MeasuredNoise> measured = new ArrayList<>();

  /**
   * @param examples folder of the demonstration's definitions and of those of sets
   * @param progress told in words what comes next
   */
  public Noise(Path examples, Consumer<String> progress) {
    this.examples = examples;
    this.progress = progress;
  }

  /**
   * Measures the demonstration.
   *
   * @param seeds how many, from 1 on
   * @param simulated event time of each
   */
  public void demo(int seeds, Duration simulated) {
    if (seeds < 0 || seeds > MOST_SEEDS) {
      throw DefinitionException.of("--seeds", seeds, "a whole number from 0 to " + MOST_SEEDS);
    }
    List<MeasuredNoise> all = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      progress.accept("demo, seed " + seed + " of " + seeds);
      List<NoiseCount> sites = new ArrayList<>();
      for (Site site : Site.values()) {
        sites.add(NoiseCount.of(DemoMessages.of(site, examples, seed, simulated)));
      }
      all.add(new MeasuredNoise("demo, seed " + seed, sites));
    }
    add("demo in all", all);
  }

  /**
   * Measures labelled sets.
   *
   * @param folder of the sets
   * @param only names of those to measure; empty for all
   */
  public void sets(Path folder, Set<String> only) throws IOException {
    List<PublicSet> there = PublicSet.in(folder);
    Set<String> unknown = new TreeSet<>(only);
    there.forEach(set -> unknown.remove(set.name()));
    if (!unknown.isEmpty()) {
      throw DefinitionException.of(
          "--set",
          String.join(",", unknown),
          "names of sets in " + folder + ": " + there.stream().map(PublicSet::name).toList());
    }
    List<MeasuredNoise> all = new ArrayList<>();
    Path models = Files.createTempDirectory("tidemark-noise");
    try {
      for (PublicSet set : there) {
        if (only.isEmpty() || only.contains(set.name())) {
          progress.accept(set.name());
          Path model = models.resolve(set.name() + ".onnx");
          Messages messages = SetMessages.of(LabelledSet.read(set, examples), model);
          Files.deleteIfExists(model);
          all.add(new MeasuredNoise(set.name(), List.of(NoiseCount.of(messages))));
        }
      }
    } finally {
      deleteAll(models);
    }
    add("sets in all", all);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void add(String name, List<MeasuredNoise> all) {
    measured.addAll(all);
    if (all.size() > 1) {
      measured.add(
          new MeasuredNoise(
              name,
              List.of(),
              all.stream()
                  .map(MeasuredNoise::figures)
                  .reduce(NoiseFigures.NONE, NoiseFigures::plus)));
    }
  }

  /** Figures as a table for people. */
  public String text() {
    return NoiseTable.text(measured);
  }

  /** Figures as JSON. */
  public String json() {
    return NoiseTable.json(measured);
  }

  /** Writes every message, with the fault that it was counted for. */
  public void writeMessages(Path file) throws IOException {
    MessagesFile.write(measured, file);
  }
}
