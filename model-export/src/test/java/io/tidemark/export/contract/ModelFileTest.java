package io.tidemark.export.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.detector.model.ScoreQuantiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final byte[] OLD = {1, 2, 3, 4};
  private static final byte[] NEW = {5, 6};

  @TempDir Path folder;

  @Test
  void takesThePlaceOfAnotherAsAWhole() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), OLD);
    Path opened = Files.createLink(folder.resolve("opened.onnx"), file);

    model().write(file);

    assertThat(file).hasBinaryContent(NEW);
    assertThat(opened).as("what was there is not written over").hasBinaryContent(OLD);
    assertThat(names()).containsExactlyInAnyOrder("m.onnx", "opened.onnx");
  }

  @Test
  void leavesWhatWasThereWhenItCannotBeWritten() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), OLD);
    // What is to be written first cannot be.
    Files.createDirectories(folder.resolve("m.onnx.part").resolve("taken"));

    assertThatThrownBy(() -> model().write(file)).isInstanceOf(IOException.class);

    assertThat(file).hasBinaryContent(OLD);
  }

  @Test
  void makesItsFolder() throws IOException {
    Path file = folder.resolve("models").resolve("m.onnx");

    model().write(file);

    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void goesWhereALinkLeads() throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), OLD);
    Path link = Files.createSymbolicLink(folder.resolve("latest.onnx"), file.getFileName());

    model().write(link);

    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(NEW);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static ModelFile model() {
    ModelMetadata metadata =
        new ModelMetadata(
            "tank",
            "1",
            Instant.EPOCH,
            "none",
            List.of("level"),
            Map.of(),
            2,
            Duration.ofSeconds(1),
            Baseline.Per.KEY,
            "",
            new ScoreQuantiles(List.of(0.5, 0.99), List.of(1.0, 2.0)),
            List.of());
    return new ModelFile(NEW, metadata, "", 0, new double[0]);
  }
}
