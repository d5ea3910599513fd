package io.tidemark.lab.command;

import io.tidemark.cli.broker.Folders;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.BenchReport;
import io.tidemark.lab.bench.PipelineBench;
import io.tidemark.schemas.wire.WireFormat;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the benchmarks that run whole jobs. */
final class BenchJobOptions {
  @Mixin private BenchSize size;

  @Option(
      names = "--devices",
      paramLabel = "N",
      description = "Devices that speak (default: 500; peers: 50).")
  private int devices;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events of each run, beyond the warm-up (default: 700000; peers: 40000).")
  private long events;

  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "Windows in a micro-batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--format",
      paramLabel = "avro|json",
      defaultValue = "avro",
      description = "Format of the events (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  /** Runs a benchmark in a folder that goes with it, and prints what it found. */
  void run(int usualDevices, long usualEvents, Measurement measurement, PrintWriter out)
      throws Exception {
    int speaking = devices == 0 ? usualDevices : devices;
    BenchSize.checked("--devices", speaking, 1, 100_000);
    long sent = events == 0 ? usualEvents : events;
    BenchSize.checked("--events", sent, 10_000, 1_000_000_000);
    BenchSize.checked("--batch", batch, 1, 4096);
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      PipelineBench bench = new PipelineBench(size.model(), speaking, sent, batch, wireFormat());
      measurement.of(bench, folder).print(out, json);
    } finally {
      Folders.delete(folder);
    }
  }

  private WireFormat wireFormat() {
    return switch (format) {
      case "avro" -> WireFormat.AVRO;
      case "json" -> WireFormat.JSON;
      default -> throw DefinitionException.of("--format", format, "avro or json");
    };
  }

  /** One of the benchmarks. */
  @FunctionalInterface
  interface Measurement {
    BenchReport of(PipelineBench bench, Path folder) throws Exception;
  }
}
