package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.Ports;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.model.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people get wrong: one line that says what, and exit code 2; in JVMs of their own. */
class BadInputIT {
  private static final int LONGEST_SECONDS = 60;

  @TempDir Path folder;
  private Path detector;
  private Path table;

  @BeforeEach
  void writeGoodInput() throws IOException {
    detector = Files.writeString(folder.resolve("pump.yaml"), Definitions.PUMP);
    Files.write(folder.resolve("pump.onnx"), TinyModel.of(DefinitionReader.read(detector)).bytes());
    table =
        Files.write(
            folder.resolve("table.csv"),
            List.of(
                "timestamp,key,Current,Pressure",
                "2026-01-05T06:00:00Z,p1,1.5,2.5",
                "2026-01-05T06:00:01Z,p1,1.5,2.5"));
  }

  @Test
  void anUnknownFeature() throws Exception {
    change(detector, "readings.Current", "velocity");
    assertRefused("velocity", evaluate());
  }

  @Test
  void aNegativeWindow() throws Exception {
    change(detector, "length: " + DefinitionReader.read(detector).window().length(), "length: -3");
    assertRefused("window.length: -3 is not accepted; it must be", evaluate());
  }

  @Test
  void aModelThatIsMissing() throws Exception {
    Files.delete(folder.resolve("pump.onnx"));
    assertRefused("pump.onnx", demo());
  }

  @Test
  void aModelOfAnotherWindowLength() throws Exception {
    int length = DefinitionReader.read(detector).window().length();
    change(detector, "length: " + length, "length: " + (length + 1));
    assertRefused("window.length: " + (length + 1), demo());
  }

  @Test
  void aBrokerThatDoesNotAnswer() throws Exception {
    String servers = "127.0.0.1:" + Ports.free();
    Path config =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            "kafka: {bootstrapServers: \"" + servers + "\"}\ndetectors: [pump.yaml]\n");
    assertRefused(servers, "run", "--config", config.toString());
  }

  @Test
  void aRowThatCannotBeRead() throws Exception {
    change(table, "06:00:01Z,p1,1.5", "06:00:01Z,p1,fast");
    assertRefused("table.csv: line 3: Current: 'fast' is not accepted; it must be", demo());
  }

  private String[] evaluate() {
    String out = folder.resolve("out").toString();
    return new String[] {
      "evaluate", "--detector", detector.toString(), "--data", table.toString(), "--out", out
    };
  }

  private String[] demo() {
    return new String[] {"demo", "--detector", detector.toString(), "--data", table.toString()};
  }

  private static void change(Path file, String from, String to) throws IOException {
    String before = Files.readString(file);
    assertThat(before).contains(from);
    Files.writeString(file, before.replace(from, to));
  }

  private void assertRefused(String reason, String... arguments) throws Exception {
    try (CliProcess process = CliProcess.start(folder, arguments)) {
      assertThat(process.exit(LONGEST_SECONDS)).as(process.err()).isEqualTo(Tidemark.BAD_INPUT);
      assertThat(process.err().lines()).singleElement().asString().contains(reason);
      assertThat(process.out()).isEmpty();
    }
  }
}
