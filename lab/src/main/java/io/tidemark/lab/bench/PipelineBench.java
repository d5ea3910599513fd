package io.tidemark.lab.bench;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.lab.BenchModel;
import io.tidemark.lab.BenchReport;
import io.tidemark.lab.ChildJvm;
import io.tidemark.lab.Machine;
import io.tidemark.lab.pipeline.AloneRun;
import io.tidemark.lab.pipeline.JobFigures;
import io.tidemark.lab.pipeline.JobRun;
import io.tidemark.lab.pipeline.ScoringVariant;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an event costs in the job, against what it must cost and what it would cost otherwise. Each
 * variant runs in a worker process of its own over the same events; broker and generator are
 * outside it.
 *
 * @param model what scores
 * @param devices that speak
 * @param events for each run, over the warm-up
 * @param batch windows in a micro-batch
 * @param format of the events
 */
public record PipelineBench(
    BenchModel model, int devices, long events, int batch, WireFormat format) {
  private static final String HEAP = "2g";
  private static final int ALONE_SECONDS = 4;

  /** State of the models that carry one. */
  private static final int[] CARRIED_UNITS = {32, 64};

  /** Ticks of every device beyond its warm-up that are not measured, for the compiler to settle. */
  private static final int SETTLING_TICKS = 40;

  /** Runs all variants; says on standard error how far it is. */
  public BenchReport run(Path folder) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    Path detector = model.write(folder);
    try (EventSupply supply = EventSupply.start(devices, format)) {
      long from = (long) devices * (model.warmup() + SETTLING_TICKS);
      supply.publish(from + events);
      Runs runs = new Runs(folder, detector, supply.broker().bootstrapServers(), from);
      runs.alone();
      runs.job("floor", ScoringVariant.COUNT, 1, "heap");
      for (int units : CARRIED_UNITS) {
        runs.carried(units);
      }
      runs.job("job without scoring", ScoringVariant.NOTHING, 1, "heap");
      runs.job("job", ScoringVariant.MICRO_BATCHES, 1, "heap");
      runs.job("naive job", ScoringVariant.NAIVE, 1, "heap");
      runs.job("naive job, defaults", ScoringVariant.NAIVE_DEFAULTS, 1, "heap");
      runs.job("job, two slots", ScoringVariant.MICRO_BATCHES, 2, "heap");
      runs.job("job on rocksdb", ScoringVariant.MICRO_BATCHES, 1, "rocksdb");
      return new BenchReport(machine, runs.ratios(), runs.shown());
    }
  }

  /** Runs the job and the forest in its place. */
  public BenchReport peers(Path folder) throws IOException, InterruptedException {
    Machine machine = Machine.here();
    Path detector = model.write(folder);
    try (EventSupply supply = EventSupply.start(devices, format)) {
      // The trees take their whole cost only when their 256 points are full.
      long from = (long) devices * Math.max(model.warmup() + SETTLING_TICKS, 300);
      supply.publish(from + events);
      Runs runs = new Runs(folder, detector, supply.broker().bootstrapServers(), from);
      runs.job("job", ScoringVariant.MICRO_BATCHES, 1, "heap");
      runs.job("forest", ScoringVariant.FOREST, 1, "heap");
      Map<String, Double> ratios = new LinkedHashMap<>();
      ratios.put("rcfOverJob", runs.cpu("forest") / runs.cpu("job"));
      return new BenchReport(machine, ratios, runs.shown());
    }
  }

  private final class Runs {
    private final Path folder;
    private final Path detector;
    private final String servers;
    private final long from;
    private final Map<String, JobFigures> figures = new LinkedHashMap<>();

    Runs(Path folder, Path detector, String servers, long from) {
      this.folder = folder;
      this.detector = detector;
      this.servers = servers;
      this.from = from;
    }

    void alone() throws IOException, InterruptedException {
      Path file = DefinitionReader.read(detector).modelFile();
      add(
          "onnx runtime alone",
          new ChildJvm(AloneRun.class, HEAP)
              .run(
                  folder.resolve("alone.json"),
                  JobFigures.class,
                  file.toString(),
                  Integer.toString(batch),
                  Integer.toString(ALONE_SECONDS)));
    }

    void carried(int units) throws IOException, InterruptedException {
      job(
          carriedName(units),
          ScoringVariant.MICRO_BATCHES,
          model.carrying(units).write(folder),
          1,
          "heap");
    }

    private static String carriedName(int units) {
      return "job, carried state of " + units;
    }

    void job(String name, ScoringVariant variant, int slots, String store)
        throws IOException, InterruptedException {
      job(name, variant, detector, slots, store);
    }

    private void job(String name, ScoringVariant variant, Path judge, int slots, String store)
        throws IOException, InterruptedException {
      Path own = folder.resolve("run-" + figures.size());
      JobRun.Plan plan =
          new JobRun.Plan(
              variant,
              servers,
              judge.toString(),
              format.name().toLowerCase(Locale.ROOT),
              slots,
              store,
              batch,
              from,
              from + events,
              false,
              own.toString());
      add(
          name,
          new ChildJvm(JobRun.class, HEAP)
              .run(
                  folder.resolve(own.getFileName() + ".json"),
                  JobFigures.class,
                  plan.write(folder.resolve(own.getFileName() + "-plan.json")).toString()));
    }

    private void add(String name, JobFigures found) {
      figures.put(name, found);
      System.err.printf(
          "  %s: %.1f us of CPU an event, %,.0f events/s%n",
          name, found.cpuMicrosPerEvent(), found.eventsPerSecond());
    }

    double cpu(String name) {
      return of(name).cpuMicrosPerEvent();
    }

    private JobFigures of(String name) {
      return java.util.Objects.requireNonNull(figures.get(name), name);
    }

    Map<String, Double> ratios() {
      Map<String, Double> ratios = new LinkedHashMap<>();
      double job = cpu("job");
      double alone = cpu("onnx runtime alone");
      double engine = cpu("job without scoring");
      ratios.put("jobOverFloor", job / (alone + cpu("floor")));
      ratios.put("engineOverFloor", engine / cpu("floor"));
      ratios.put("jobOverParts", job / (alone + engine));
      ratios.put("naiveOverJob", cpu("naive job") / job);
      for (int units : CARRIED_UNITS) {
        ratios.put("carried%dOverFloor".formatted(units), cpu(carriedName(units)) / cpu("floor"));
      }
      ratios.put("naiveOverCarried", cpu("naive job") / cpu(carriedName(CARRIED_UNITS[0])));
      ratios.put("naiveDefaultsOverJob", cpu("naive job, defaults") / job);
      ratios.put(
          "twoSlotsOverOne", of("job, two slots").eventsPerSecond() / of("job").eventsPerSecond());
      ratios.put("twoSlotsCpuOverOne", cpu("job, two slots") / job);
      ratios.put("rocksdbOverHeap", job / cpu("job on rocksdb"));
      return ratios;
    }

    List<Map<String, Object>> shown() {
      List<Map<String, Object>> rows = new ArrayList<>();
      figures.forEach(
          (name, found) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("run", name);
            row.put("events", found.events());
            row.put("cpuMicrosPerEvent", found.cpuMicrosPerEvent());
            row.put("compilerMicrosPerEvent", found.compilerMicrosPerEvent());
            row.put("eventsPerSecond", found.eventsPerSecond());
            rows.add(row);
          });
      return rows;
    }
  }
}
