package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    Path temporary =
        Files.createTempDirectory(Files.createDirectories(folder.resolve("tmp")), "tidemark-");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dtidemark.temporary=" + temporary);
    command.add("-Dtidemark.home=" + Path.of("..").toAbsolutePath().normalize());
    command.add(Tidemark.class.getName());
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

  /** Presses Ctrl-C. */
  void interrupt() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
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
