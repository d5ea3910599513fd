package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.export.evaluation.Evaluation;
import io.tidemark.export.evaluation.EvaluationListener;
import io.tidemark.export.evaluation.EvaluationOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code init} from a table, which needs no broker. */
class InitCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void makesADetectorOfATableThatEvaluatesThatTable() throws Exception {
    Path table = simulated();

    assertThat(init(table)).as(err.toString()).isZero();

    DetectorDefinition definition = DefinitionReader.read(folder.resolve("out/plant.yaml"));
    assertThat(definition.events().key().shown()).isEqualTo("key");
    assertThat(definition.events().time().from()).containsExactly("timestamp");
    assertThat(definition.featureNames()).contains("current", "pressure", "temperature");
    assertThat(definition.featureNames()).doesNotContain("label");
    assertThat(folder.resolve("out/plant-preview.html")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("out/pipeline.yaml"))).contains("plant.yaml");
    Evaluation.run(
        definition,
        definition.modelFile(),
        table,
        folder.resolve("evaluation"),
        EvaluationOptions.of(definition, null),
        EvaluationListener.SILENT);
  }

  @Test
  void overwritesADefinitionOnlyWhenAsked() throws Exception {
    Path table = simulated();
    Path mine = Files.createDirectories(folder.resolve("out")).resolve("plant.yaml");
    Files.writeString(mine, "mine");

    assertThat(init(table)).isEqualTo(2);
    assertThat(err.toString()).contains("--out").contains("plant.yaml").contains("--force");
    assertThat(mine).hasContent("mine");
    assertThat(init(table, "--force")).isZero();
    assertThat(Files.readString(mine)).contains("name: plant");
  }

  /** The README runs init in the repository's root. */
  @Test
  void writesByDefaultIntoAFolderWhoseNameNothingInTheRepositoryTakes() {
    String folder =
        new CommandLine(new InitCommand()).getCommandSpec().findOption("--out").defaultValue();

    assertThat(Path.of("..").resolve(folder)).doesNotExist();
  }

  @Test
  void refusesATableThatIsNone() throws Exception {
    Path table = Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n");

    assertThat(init(table)).isEqualTo(2);
    assertThat(err.toString()).contains("column timestamp is missing");
  }

  private Path simulated() {
    Path table = folder.resolve("plant.csv.gz");
    assertThat(
            run(
                "simulate",
                "--site=plant",
                "--duration=20m",
                "--seed=7",
                "--faults",
                "--out=" + table))
        .isZero();
    return table;
  }

  private int init(Path table, String... more) {
    String[] words = new String[3 + more.length];
    words[0] = "init";
    words[1] = "--data=" + table;
    words[2] = "--out=" + folder.resolve("out");
    System.arraycopy(more, 0, words, 3, more.length);
    return run(words);
  }

  private int run(String... words) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }
}
