package io.tidemark.lab.comparison;

import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ResidentMemory;
import io.tidemark.detector.model.WindowBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Memory that one more session of a model adds to a process. Measured in a JVM of its own, whose
 * heap is touched beforehand, so that its resident memory moves with native memory only; the first
 * sessions, which load the runtime and compile its callers, are not counted.
 */
final class SessionMemory {
  private static final int BATCH = 64;
  private static final int UNCOUNTED = 10;
  private static final int COUNTED = 40;
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private SessionMemory() {}

  /**
   * Bytes a session; 0 where the system does not tell.
   *
   * @throws IOException when the process that measures fails
   */
  static long of(Path file) throws IOException, InterruptedException {
    if (!ResidentMemory.known()) {
      return 0;
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dtidemark.log.level=ERROR",
            SessionMemory.class.getName(),
            file.toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    String said = said(builder.start(), LONGEST);
    return Long.parseLong(said.substring(said.lastIndexOf('\n') + 1));
  }

  /**
   * What a process has said when it ends; it is ended in any case.
   *
   * @throws IOException when it fails or takes longer
   */
  static String said(Process child, Duration longest) throws IOException, InterruptedException {
    try {
      // Reading waits for its end without a bound. Until then a pipe holds the line that it says.
      if (!child.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "the process that measures the memory of a session took longer than "
                + Durations.format(longest));
      }
      if (child.exitValue() != 0) {
        throw new IOException(
            "the process that measures the memory of a session failed with exit code "
                + child.exitValue());
      }
      return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } finally {
      child.destroyForcibly();
    }
  }

  /** Measures the model file named and prints the bytes. */
  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    List<OnnxModel> sessions = new ArrayList<>();
    open(file, UNCOUNTED, sessions);
    long before = ResidentMemory.bytes();
    open(file, COUNTED, sessions);
    long added = ResidentMemory.bytes() - before;
    sessions.forEach(OnnxModel::close);
    System.out.println(Math.max(0, added) / COUNTED);
  }

  private static void open(Path file, int count, List<OnnxModel> sessions) {
    for (int i = 0; i < count; i++) {
      OnnxModel model = OnnxModel.open(file, ProviderPreference.CPU);
      sessions.add(model);
      WindowBatch batch = model.newBatch(BATCH);
      float[] window =
          new float[model.metadata().windowLength() * model.metadata().features().size()];
      while (!batch.full()) {
        batch.add(window);
      }
      model.score(batch);
    }
  }
}
