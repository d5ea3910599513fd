package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The metrics agree with an independent reference in Python; {@code metric_cases.py} beside the
 * committed cases makes them and tells how.
 */
class MetricsReferenceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Offset<Double> CLOSE = within(1e-9);

  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> agreesWithTheReferenceOnTheCommittedCases() throws IOException {
    try (InputStream cases = resource("metric-cases.json")) {
      JsonNode all = JSON.readTree(cases);
      return StreamSupport.stream(all.spliterator(), false)
          .map(
              one ->
                  DynamicTest.dynamicTest(
                      one.get("labels").size() + " samples", () -> assertAgrees(one)))
          .toList();
    }
  }

  @Test
  void agreesWithTheReferenceOnFreshCases() throws Exception {
    Path tools = Path.of("..", "..", "shared", "tools");
    Assumptions.assumeTrue(
        Files.isRegularFile(tools.resolve("tsad_eval.py")),
        "SKIPPED: ../shared/tools/tsad_eval.py is not there; only the committed cases are checked");
    Path script = folder.resolve("metric_cases.py");
    try (InputStream source = resource("metric_cases.py")) {
      Files.copy(source, script);
    }
    long seed = System.nanoTime() % 1_000_000;
    Path cases = folder.resolve("cases.json");
    Path errors = folder.resolve("errors.txt");
    Process python =
        new ProcessBuilder("python3", script.toString(), tools.toString(), "" + seed, "40")
            .redirectOutput(cases.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(python.waitFor(2, TimeUnit.MINUTES)).isTrue();
    Assumptions.assumeTrue(
        python.exitValue() == 0,
        () -> "SKIPPED: python3 with numpy 2 is needed for fresh cases: " + lastLine(errors));

    for (JsonNode one : JSON.readTree(cases.toFile())) {
      assertAgrees(one);
    }
  }

  private static void assertAgrees(JsonNode one) {
    boolean[] labels = flags(one.get("labels"));
    double[] scores = numbers(one.get("scores"));
    assertNumber(Ranking.rocAuc(labels, scores), one.get("rocAuc"));
    assertNumber(Ranking.averagePrecision(labels, scores), one.get("averagePrecision"));
    VolumeUnderSurface volume =
        VolumeUnderSurface.of(
            labels, scores, one.get("buffer").asInt(), VolumeUnderSurface.THRESHOLDS);
    assertNumber(volume.pr(), one.get("vusPr"));
    assertNumber(volume.roc(), one.get("vusRoc"));

    boolean[] alarms = flags(one.get("alarms"));
    assertConfusion(Confusion.of(labels, alarms), one);
    assertEvents(labels, alarms, one);
  }

  private static void assertConfusion(Confusion counts, JsonNode one) {
    assertThat(
            new double[] {
              counts.truePositives(),
              counts.falsePositives(),
              counts.falseNegatives(),
              counts.trueNegatives()
            })
        .containsExactly(numbers(one.get("confusion")));
    JsonNode expected = one.get("prf");
    assertNumber(counts.precision(), expected.get("P"));
    assertNumber(counts.recall(), expected.get("R"));
    assertNumber(counts.f1(), expected.get("F1"));
    assertNumber(counts.far(), expected.get("FAR"));
    assertNumber(counts.mar(), expected.get("MAR"));
  }

  private static void assertEvents(boolean[] labels, boolean[] alarms, JsonNode one) {
    EventRules rules =
        new EventRules(
            one.get("merge").asInt(),
            Duration.ofSeconds(one.get("grace").asLong()),
            Duration.ofSeconds(one.get("renotify").asLong()));
    double[] seconds = numbers(one.get("seconds"));
    List<LabelledEvent> events =
        Span.runs(labels).stream()
            .map(
                run ->
                    LabelledEvent.watched(
                        time(seconds[run.first()]), time(seconds[run.last()]), run))
            .toList();
    EventStatistics found = EventStatistics.of(seconds, events, alarms, rules);
    assertThat(found.events()).isEqualTo(one.get("events").asInt());
    assertThat(found.detected()).isEqualTo(one.get("hit").asInt());
    assertThat(found.delays().stream().mapToDouble(delay -> delay).toArray())
        .containsExactly(numbers(one.get("delays")), CLOSE);
    assertThat(found.falseAlarms()).isEqualTo(one.get("falseAlarms").asInt());
    assertNumber(found.normalSeconds(), one.get("normalSeconds"));
  }

  private static Instant time(double seconds) {
    return Instant.ofEpochSecond((long) seconds, Math.round(1e9 * (seconds - (long) seconds)));
  }

  private static void assertNumber(double found, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(found).isNaN();
    } else {
      assertThat(found).isCloseTo(expected.asDouble(), CLOSE);
    }
  }

  private static boolean[] flags(JsonNode array) {
    boolean[] flags = new boolean[array.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = array.get(i).asInt() == 1;
    }
    return flags;
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  private static String lastLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(MetricsReferenceTest.class.getResourceAsStream(name));
  }
}
