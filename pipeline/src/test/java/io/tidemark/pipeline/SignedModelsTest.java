package io.tidemark.pipeline;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.model.SigningKey;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that asks for signed models. */
class SignedModelsTest {
  @TempDir Path folder;

  @Test
  void startsWithNoneThatIsNotSigned() throws Exception {
    SigningKey signer = new SigningKey();
    signer.writePublic(folder.resolve("model.pub"));
    PumpDetectors.in(folder, PumpDetectors.PUMP);
    Files.writeString(folder.resolve("pump.yaml"), PumpDetectors.PUMP);
    PipelineConfig config =
        PipelineConfigReader.parse(
            """
            kafka: {bootstrapServers: "127.0.0.1:1"}
            detectors: [pump.yaml]
            models: {publicKey: model.pub}
            """,
            folder);

    assertThatThrownBy(() -> TidemarkJob.checked(config))
        .isInstanceOf(DefinitionException.class)
        .hasMessageStartingWith("detector pump: signature: " + folder.resolve("pump.onnx"))
        .hasMessageContaining("is not signed")
        .message()
        .doesNotContain("\n");

    signer.sign(folder.resolve("pump.onnx"));
    assertThatThrownBy(() -> TidemarkJob.checked(config)).hasMessageContaining("bootstrapServers");
  }
}
