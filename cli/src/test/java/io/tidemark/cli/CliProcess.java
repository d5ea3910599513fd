package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/** For tests: a command line in a JVM of its own, as the launcher starts it. */
final class CliProcess implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private CliProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param folder takes its output and its temporary files
   */
  static CliProcess start(Path folder, String... arguments) throws IOException {
    String heap =
        jvmArguments().stream()
            .filter(argument -> argument.startsWith("-Xmx"))
            .findAny()
            .orElse("");
    return start(folder, heap, Tidemark.class, arguments);
  }

  private static List<String> jvmArguments() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  /**
   * Starts a program of this class path.
   *
   * @param heap {@code -Xmx...}, or nothing
   */
  static CliProcess start(Path folder, String heap, Class<?> main, String... arguments)
      throws IOException {
    Path temporary =
        Files.createTempDirectory(Files.createDirectories(folder.resolve("tmp")), "tidemark-");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    jvmArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    if (!heap.isEmpty()) {
      command.add(heap);
    }
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dtidemark.temporary=" + temporary);
    command.add("-Dtidemark.home=" + Path.of("..").toAbsolutePath().normalize());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("DJL_OFFLINE", "true");
    return new CliProcess(builder.start(), out, err);
  }

  String out() throws IOException {
    return Files.readString(out);
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  /** What it said of errors, for the description of an assertion. */
  String errOrGone() {
    try {
      return err();
    } catch (IOException gone) {
      return gone.toString();
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Ends it as a power failure would (SIGKILL). */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * Presses Ctrl-C. What a script starts in its background ignores that, and so do its children:
   * there the test is skipped.
   */
  void interrupt() throws IOException, InterruptedException {
    assumeThat(ignoresCtrlC())
        .as("started with SIGINT ignored: run it in the foreground")
        .isFalse();
    Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private boolean ignoresCtrlC() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return false; // not Linux
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(7).strip())
            .findFirst()
            .orElse("0");
    int bit = new Signal("INT").getNumber() - 1;
    return (Long.parseUnsignedLong(ignored, 16) >> bit & 1) == 1;
  }

  /** Its exit code, which must come in time. */
  int exit(long seconds) throws IOException, InterruptedException {
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    assertThat(ended).as("ends within %d s: %s%s", seconds, out(), err()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
