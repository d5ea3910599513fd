package io.tidemark.lab.scoring;

import ai.onnxruntime.OrtException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.lab.BenchModel;
import io.tidemark.lab.BenchReport;
import io.tidemark.lab.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Windows a second of ONNX Runtime alone, against what the core can multiply.
 *
 * @param model to measure
 * @param batches sizes of batch
 * @param threads numbers of threads
 * @param each time of each measurement
 */
public record ScoringBenchmark(
    BenchModel model, List<Integer> batches, List<Integer> threads, Duration each) {
  private static final Duration PEAK = Duration.ofSeconds(2);

  /** Runs it. */
  public BenchReport run(Path folder) throws IOException, OrtException, InterruptedException {
    Machine machine = Machine.here();
    double peak = MatrixProduct.peakFlops(PEAK);
    List<Row> rows = new ArrayList<>();
    Path file = DefinitionReader.read(model.write(folder)).modelFile();
    try (OnnxModel open = OnnxModel.open(file, ProviderPreference.CPU)) {
      for (int count : threads) {
        for (int batch : batches) {
          rows.add(new Row(model, batch, count, ScoringRate.of(open, batch, count, each)));
        }
      }
    }
    peak = Math.max(peak, MatrixProduct.peakFlops(PEAK));
    double flops = peak;
    return new BenchReport(
        machine, ratios(rows, flops), rows.stream().map(row -> row.shown(flops)).toList());
  }

  private Map<String, Double> ratios(List<Row> rows, double peak) {
    Row best = best(rows, 1);
    Map<String, Double> ratios = new LinkedHashMap<>();
    ratios.put("shareOfGemmPeak", best.share(peak));
    rows.stream()
        .filter(row -> row.threads == 1 && row.batch == 1)
        .findFirst()
        .ifPresent(
            one ->
                ratios.put("bestBatchOverOne", best.rate.perCpuSecond() / one.rate.perCpuSecond()));
    if (threads.contains(2)) {
      ratios.put("twoThreadsOverOne", best(rows, 2).rate.perSecond() / best.rate.perSecond());
    }
    ratios.put("bestBatch", (double) best.batch);
    ratios.put("windowsPerCpuSecond", best.rate.perCpuSecond());
    ratios.put("gemmPeakGflops", peak / 1e9);
    return ratios;
  }

  private static Row best(List<Row> rows, int threads) {
    return rows.stream()
        .filter(row -> row.threads == threads)
        .max((a, b) -> Double.compare(a.rate.perCpuSecond(), b.rate.perCpuSecond()))
        .orElseThrow();
  }

  private record Row(BenchModel model, int batch, int threads, ScoringRate rate) {
    double share(double peak) {
      return rate.perCpuSecond() * model.flops() / peak;
    }

    Map<String, Object> shown(double peak) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("model", model.name());
      shown.put("threads", threads);
      shown.put("batch", batch);
      shown.put("windowsPerSecond", rate.perSecond());
      shown.put("windowsPerCpuSecond", rate.perCpuSecond());
      shown.put("shareOfGemmPeak", share(peak));
      return shown;
    }
  }
}
