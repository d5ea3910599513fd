package io.tidemark.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A measurement in a JVM of its own, which writes its figures to the file that is its last
 * argument.
 *
 * @param main class with the main method
 * @param heap largest heap, as in {@code -Xmx}
 */
public record ChildJvm(Class<?> main, String heap) {
  /** Opened for Flink's serializers and RocksDB on JDK 17. */
  private static final List<String> OPENED =
      List.of("java.util", "java.lang", "java.time", "java.nio");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs it to its end; what it says on standard error is shown.
   *
   * @param result file for its figures
   * @param figures what they are read as
   * @throws IOException when it fails
   */
  public <T> T run(Path result, Class<T> figures, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(result, arguments));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("DJL_OFFLINE", "true");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    Thread atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    int status = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(atExit);
    if (status != 0) {
      throw new IOException(
          "the measurement %s %s ended with status %d"
              .formatted(main.getSimpleName(), String.join(" ", arguments), status));
    }
    return JSON.readValue(result.toFile(), figures);
  }

  private List<String> command(Path result, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-XX:-UseDynamicNumberOfCompilerThreads"); // CpuTime.compilerNanos
    command.add("-Dtidemark.log.level=ERROR"); // else Flink warns of what a test bed lacks
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    command.add(result.toString());
    return command;
  }
}
