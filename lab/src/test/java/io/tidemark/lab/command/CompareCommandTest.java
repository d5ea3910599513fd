package io.tidemark.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Program;
import io.tidemark.export.Tank;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path detector;

  @BeforeEach
  void define() throws IOException {
    detector = Tank.define(folder, "{per: model, warmup: 0}");
  }

  @Test
  void comparesArchitecturesWithBaselinesInOneTable() throws IOException {
    Path normal = table("normal.csv", "level,flow", Tank::wave);
    Path table =
        table(
            "level,flow,label",
            second -> second / 10 == 9 ? "9,9." + second + ",1" : Tank.wave(second) + ",0");
    Path folderOut = folder.resolve("compared");

    int code =
        run(
            "compare",
            "--detector",
            detector(),
            "--data",
            normal.toString(),
            "--evaluate",
            table.toString(),
            "--architectures",
            "dense,rnn",
            "--epochs",
            "1",
            "--hidden",
            "4",
            "--out",
            folderOut.toString());

    assertThat(code).as(err::toString).isZero();
    List<String> lines = Files.readAllLines(folderOut.resolve("comparison.md"));
    assertThat(lines.stream().skip(2).map(line -> line.split("[| ]+")[1]))
        .containsExactly("dense", "rnn", "z-score", "pca", "k-means", "rcf", "rcf-streaming");
    JsonNode outcome = new ObjectMapper().readTree(folderOut.resolve("comparison.json").toFile());
    assertThat(outcome.path("contenders").path(0).path("windowsPerSecondAt64").asDouble())
        .isPositive();
    assertThat(outcome.path("contenders").path(0).path("sessionBytes").asLong())
        .isBetween(10_000L, 20_000_000L);
    assertThat(Files.readString(folderOut.resolve("comparison.html")))
        .contains("\"hardest\":[{\"key\":\"tank-1\"")
        .doesNotContainPattern("(src|href)=\"?(https?:)?//");
    assertThat(folderOut.resolve("rnn.onnx")).exists();
    assertThat(folderOut.resolve("rnn/report.html")).exists();
  }

  @Test
  void refusesToCompareOnRowsThatTrained() throws IOException {
    String table = table("level,flow,label", second -> Tank.wave(second) + ",0").toString();
    String refusal = " is not accepted; it must be a table that does not train; all rows of ";

    assertRefused(
        "--evaluate: nothing" + refusal + "--data train with baseline.per: model",
        compareArguments("--data", table, "--exclude-labelled"));
    learnPerKey();
    assertRefused(
        "--evaluate: nothing" + refusal + "--data train with --rows all",
        compareArguments("--data", table, "--rows", "all"));
    assertRefused(
        "--evaluate: " + table + refusal + "--data train with --rows all",
        compareArguments("--data", table, "--rows", "all", "--evaluate", table));
    assertRefused(
        "--evaluate: " + table + refusal + "--normal train",
        compareArguments("--normal", table, "--evaluate", table));
  }

  @Test
  void comparesOnTheRowsAfterTheWarmUpsThatTrained() throws IOException {
    Path table =
        table(
            "level,flow,label",
            second -> second / 10 == 9 ? "9,9." + second + ",1" : Tank.wave(second) + ",0");
    learnPerKey();

    int code =
        compare(
            "--data",
            table.toString(),
            "--architectures",
            "dense",
            "--epochs",
            "1",
            "--hidden",
            "4");

    assertThat(code).as(err::toString).isZero();
  }

  private int compare(String... more) {
    return run(compareArguments(more));
  }

  private String[] compareArguments(String... more) {
    List<String> arguments = new ArrayList<>(List.of("compare", "--detector", detector()));
    arguments.addAll(List.of("--out", folder.resolve("compared").toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @Test
  void refusesAFolderThatCannotBeMade() throws IOException {
    String under = Files.writeString(folder.resolve("file"), "").resolve("result").toString();

    assertRefused(
        "--out: " + under + " is not accepted; it must be a folder that can be written",
        "compare",
        "--detector",
        detector(),
        "--normal",
        folder.resolve("nowhere").toString(),
        "--evaluate",
        detector(),
        "--out",
        under);
    assertRefused(
        "--out: " + under + " is not accepted; it must be a folder that can be written",
        "quality",
        "--train",
        folder.toString(),
        "--test",
        folder.toString(),
        "--out",
        under);
  }

  @Test
  void saysInOneLineWhyNoWindowWasScored() throws IOException {
    Path normal = table("normal.csv", "level,flow", Tank::wave);
    Path sparse = folder.resolve("sparse.csv");
    List<String> lines = Files.readAllLines(normal);
    List<String> kept = new ArrayList<>(lines.subList(0, 1));
    for (int row = 1; row < lines.size(); row += 10) {
      kept.add(lines.get(row));
    }
    Files.write(sparse, kept);

    assertThat(compare("--normal", normal.toString(), "--evaluate", sparse.toString()))
        .isEqualTo(Program.BAD_INPUT);
    assertThat(err.toString().lines().skip(2))
        .singleElement()
        .asString()
        .contains("no window was scored: a key's events come 10s apart");
    assertThat(folder.resolve("compared/lstm.onnx")).doesNotExist();
  }

  private void learnPerKey() throws IOException {
    Tank.define(folder, "{per: key, warmup: 60}");
  }

  private Path table(String columns, IntFunction<String> cells) throws IOException {
    return table("table.csv", columns, cells);
  }

  private Path table(String name, String columns, IntFunction<String> cells) throws IOException {
    return Tank.table(folder.resolve(name), columns, cells);
  }

  private String detector() {
    return detector.toString();
  }

  private int run(String... arguments) {
    return new TidemarkLab()
        .execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void assertRefused(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(Program.BAD_INPUT);
    assertThat(err.toString()).contains(message);
    assertThat(err.toString().lines()).hasSize(1);
  }
}
