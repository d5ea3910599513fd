package io.tidemark.pipeline.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.functions.util.RuntimeUDFContext;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class ModelFilesTest {
  @Test
  void eachDetectorFindsItsOwnAmongTheShippedOnes() {
    Detectors detectors =
        Detectors.parse(
            Path.of("here"),
            PumpDetectors.PUMP,
            PumpDetectors.PUMP.replace("name: pump", "name: other"));
    Map<String, Future<org.apache.flink.core.fs.Path>> shipped = new HashMap<>();
    for (DetectorDefinition detector : detectors.definitions()) {
      shipped.put(
          ModelFiles.cacheName(detector),
          CompletableFuture.completedFuture(
              new org.apache.flink.core.fs.Path("/there/" + detector.name())));
    }
    RuntimeUDFContext context =
        new RuntimeUDFContext(
            new TaskInfoImpl("score", 1, 0, 1, 0),
            getClass().getClassLoader(),
            new ExecutionConfig(),
            shipped,
            Map.of(),
            UnregisteredMetricsGroup.createOperatorMetricGroup());

    assertThat(detectors.definitions())
        .extracting(detector -> ModelFiles.shipped().locate(detector, context))
        .containsExactly(Path.of("/there/pump"), Path.of("/there/other"));
  }
}
