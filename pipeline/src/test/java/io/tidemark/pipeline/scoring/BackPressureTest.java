package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.DetectionTopology;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.source.Decoded;
import io.tidemark.pipeline.source.DecodedFormat;
import io.tidemark.pipeline.source.EventTime;
import io.tidemark.pipeline.type.BinaryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class BackPressureTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final CountDownLatch SCORED = new CountDownLatch(1);

  @Test
  void aModelThatCannotKeepUpShowsInTheMetricsOfTheSource(@TempDir Path folder) throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    InMemoryReporter reporter = InMemoryReporter.create();
    Configuration configuration = new Configuration();
    reporter.addToConfiguration(configuration);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    DetectionTopology topology =
        new DetectionTopology(
            detectors,
            ModelFiles.local(),
            new Scoring(16, Duration.ofMillis(5)),
            Duration.ofDays(7),
            false,
            (definitions, files, scoring) -> new StreamMap<>(BackPressureTest::scoredOnceReleased));
    topology.detect(endless(environment, detectors)).alerts().sinkTo(new DiscardingSink<>());
    JobClient job = environment.executeAsync();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      double mostMillisPerSecond = 0;
      while (mostMillisPerSecond < 500 && System.nanoTime() < deadline) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        mostMillisPerSecond =
            reporter.findMetrics(job.getJobID(), "backPressuredTimeMsPerSecond").values().stream()
                .mapToDouble(metric -> ((Number) ((Gauge<?>) metric).getValue()).doubleValue())
                .max()
                .orElse(0);
      }
      assertThat(mostMillisPerSecond).isGreaterThanOrEqualTo(500);
    } finally {
      SCORED.countDown();
      job.cancel().get();
    }
  }

  private static ScoredWindow scoredOnceReleased(Window window) throws InterruptedException {
    SCORED.await();
    return new ScoredWindow(window, 0, new float[2], new float[2], new float[0]);
  }

  private static DataStream<Decoded> endless(
      StreamExecutionEnvironment environment, Detectors detectors) {
    return environment
        .fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE - 1),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .map(
            second ->
                (Decoded)
                    new Decoded.Observed(
                        SensorStream.at("p", second * 1000, second, second % 7, second % 3)))
        .returns(new BinaryType<>(new DecodedFormat()))
        .assignTimestampsAndWatermarks(new EventTime(detectors, Duration.ofDays(1)));
  }
}
