package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.export.Tank;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingCommandsTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path detector;

  @BeforeEach
  void define() throws IOException {
    detector = Tank.define(folder, "{per: model, warmup: 0}");
  }

  @Test
  void trainsAModelThatInspectFindsFitting() throws IOException {
    Path table = table("level,flow,label", second -> Tank.wave(second) + ",0");

    assertThat(train(table)).as(err::toString).isZero();

    assertThat(out.toString()).contains("tank: lstm with", "Wrote ", "tank.onnx");
    assertThat(run("inspect", folder.resolve("tank.onnx").toString(), "--detector", detector()))
        .isZero();
    assertThat(out.toString())
        .contains("Trained for 1 epochs")
        .contains("ok   golden windows: 4 reproduce")
        .endsWith("It fits.\n");
  }

  @Test
  void printsTheOutcomeWithItsLearningCurveAsJson() throws IOException {
    Path table = table("level,flow", Tank::wave);

    assertThat(train(table, "--json", "--epochs", "3", "--architecture", "dense")).isZero();

    JsonNode outcome = new ObjectMapper().readTree(out.toString());
    assertThat(outcome.path("architecture").asText()).isEqualTo("dense");
    assertThat(outcome.path("epochs")).hasSize(3);
    assertThat(outcome.path("epochs").path(0).path("validationLoss").asDouble()).isPositive();
    assertThat(outcome.path("parity").asDouble()).isLessThan(1e-4);
  }

  @Test
  void leavesOutLabelledStretchesWhenAskedTo() throws IOException {
    Path table =
        table("level,flow,label", second -> Tank.wave(second) + (second % 60 == 30 ? ",1" : ",0"));

    train(table, "--json");
    JsonNode with = new ObjectMapper().readTree(out.toString());
    out.getBuffer().setLength(0);
    train(table, "--json", "--exclude-labelled");
    JsonNode without = new ObjectMapper().readTree(out.toString());

    assertThat(windows(without)).isLessThan(windows(with));
  }

  @Test
  void refusesNaN() throws IOException {
    Path table =
        table("level,flow,label", second -> second == 40 ? "NaN,1,0" : Tank.wave(second) + ",0");

    assertRefused(
        train(table),
        table + ": line 42: level: 'NaN' is not accepted; it must be a finite number, or empty");
  }

  @Test
  void refusesAColumnThatNeverMoves() throws IOException {
    Path table = table("level,flow", second -> Tank.wave(second).split(",")[0] + ",7");

    assertRefused(train(table), "data: flow never moved");
  }

  @Test
  void refusesFewerRowsThanAWindow() throws IOException {
    Path table = table("level,flow", Tank::wave);
    Files.write(table, Files.readAllLines(table).subList(0, 6));

    assertRefused(train(table), "data: 0 windows of 8 ticks came of it");
  }

  @Test
  void refusesALabelColumnOfText() throws IOException {
    Path table = table("level,flow,label", second -> Tank.wave(second) + ",normal");

    assertRefused(train(table), table + ": line 2: label: 'normal' is not accepted");
  }

  @Test
  void refusesToTrainOnNothing() {
    assertRefused(run("train", "--detector", detector()), "--data: nothing is not accepted");
  }

  @Test
  void refusesToAdoptAModelOfOtherWindows() throws IOException {
    Path table = table("level,flow", Tank::wave);
    assertThat(train(table)).isZero();
    err.getBuffer().setLength(0);
    Files.writeString(detector, Files.readString(detector).replace("length: 8", "length: 9"));

    assertRefused(
        run(
            "adopt",
            folder.resolve("tank.onnx").toString(),
            "--detector",
            detector(),
            "--data",
            table.toString()),
        "tank.onnx: inputs: [window FLOAT [N,8,2]] is not accepted; it must be one, FLOAT [N,9,2]");
  }

  private void learnPerKey() throws IOException {
    Tank.define(folder, "{per: key, warmup: 60}");
  }

  @Test
  void refusesANetworkThatThereIsNotBeforeDataAreRead() {
    String data = folder.resolve("nowhere.csv").toString();

    String[] train = {"train", "--detector", detector(), "--data", data};
    assertRefusedAnew(
        "architecture: perceptron is not accepted; it must be one of lstm",
        with(train, "--architecture", "perceptron"));
    assertRefusedAnew("heads: architecture lstm has no such size", with(train, "--heads", "2"));
  }

  @Test
  void refusesAScalingOfStandardScores() throws IOException {
    learnPerKey();
    String data = folder.resolve("nowhere.csv").toString();

    String[] fits = {"--detector", detector(), "--data", data, "--scaling"};
    String leftOut = " is not accepted; it must be left out with baseline.per: key";
    assertRefusedAnew(
        "scaling: standard" + leftOut, with(new String[] {"train"}, with(fits, "standard")));
    assertRefusedAnew(
        "scaling: min_max" + leftOut, with(new String[] {"adopt", data}, with(fits, "min_max")));
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new);
  }

  @Test
  void refusesPlacesThatTakeNoResultBeforeAnythingIsRead() throws IOException {
    String nowhere = folder.resolve("nowhere").toString();
    String aFolder = Files.createDirectory(folder.resolve("folder")).toString();
    Path file = Files.writeString(folder.resolve("file"), "");
    String under = file.resolve("result").toString();
    String noFile = " is not accepted; it must be a file in a folder that can be written";
    String noFolder = " is not accepted; it must be a folder that can be written";
    String detector = detector();

    for (String out : List.of(aFolder, under)) {
      assertRefusedAnew(
          "--out: " + out + noFile,
          "train",
          "--detector",
          detector,
          "--data",
          nowhere,
          "--out",
          out);
      assertRefusedAnew(
          "--out: " + out + noFile,
          "adopt",
          nowhere,
          "--detector",
          detector,
          "--data",
          nowhere,
          "--out",
          out);
      assertRefusedAnew(
          "--out: " + out + noFile,
          "tune",
          "--detector",
          detector,
          "--scores",
          nowhere,
          "--out",
          out);
      assertRefusedAnew("--out: " + out + noFile, "simulate", "--site", "plant", "--out", out);
      assertRefusedAnew(
          "--labels: " + out + noFile,
          "simulate",
          "--site",
          "plant",
          "--out",
          nowhere,
          "--labels",
          out);
    }
    for (String out : List.of(file.toString(), under)) {
      assertRefusedAnew(
          "--out: " + out + noFolder,
          "evaluate",
          "--detector",
          detector,
          "--data",
          nowhere,
          "--out",
          out);
    }
    assertThat(Path.of(nowhere)).as("a table whose labels cannot be written").doesNotExist();
  }

  @Test
  void refusesAModelPathThatTakesNoModel() throws IOException {
    Files.createDirectory(folder.resolve("tank.onnx"));

    assertRefused(
        run("train", "--detector", detector(), "--data", folder.resolve("nowhere").toString()),
        "model.path: "
            + folder.resolve("tank.onnx")
            + " is not accepted; it must be a file in a folder that can be written");
  }

  private void assertRefusedAnew(String message, String... arguments) {
    err.getBuffer().setLength(0);
    assertRefused(run(arguments), message);
  }

  private static int windows(JsonNode outcome) {
    return outcome.path("trainingWindows").asInt() + outcome.path("validationWindows").asInt();
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

  private int train(Path table, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train", "--detector", detector(), "--data", table.toString(), "--hidden", "4"));
    if (!List.of(more).contains("--epochs")) {
      arguments.addAll(List.of("--epochs", "1"));
    }
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Tidemark.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private void assertRefused(int code, String message) {
    assertThat(code).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString()).contains(message);
    assertThat(err.toString().lines()).hasSize(1);
  }
}
