package io.tidemark.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is checked before a job starts; detectors wait 2 s for events. */
class TidemarkJobTest {
  @TempDir Path folder;

  @Test
  void windowsMustNotBeShedBeforeTheyAreCut() throws Exception {
    PumpDetectors.in(folder, PumpDetectors.PUMP);
    Files.writeString(folder.resolve("pump.yaml"), PumpDetectors.PUMP);

    assertThatThrownBy(() -> TidemarkJob.checked(sheddingAfter("2s")))
        .isInstanceOf(DefinitionException.class)
        .hasMessage(
            "scoring.shedding.after: 2s is not accepted; it must be longer than window.lateness of"
                + " every detector; that of pump is 2s");
    assertThatThrownBy(() -> TidemarkJob.checked(sheddingAfter("2001ms")))
        .hasMessageStartingWith("kafka.bootstrapServers");
  }

  private PipelineConfig sheddingAfter(String after) {
    return PipelineConfigReader.parse(
        """
        kafka: {bootstrapServers: "127.0.0.1:1"}
        detectors: [pump.yaml]
        scoring: {shedding: {after: %s}}
        """
            .formatted(after),
        folder);
  }
}
