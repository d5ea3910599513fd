package io.tidemark.cli.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One JVM of a {@link DevelopmentCluster}. */
final class ClusterChild {
  /**
   * What Flink's own lib folder holds, and ONNX Runtime beside it. The job's own classes and its
   * Kafka connector are not among them: they come with the job's jar. Of the connectors Flink
   * itself needs one, for its environment to load.
   */
  private static final Pattern LIB =
      Pattern.compile(
          "(flink-(?!connector-(?!datagen)).*|frocksdbjni-.*|onnxruntime.*|log4j-.*|slf4j-api-.*|commons-.*"
              + "|kryo-.*|minlog-.*|objenesis-.*|reflectasm-.*|javassist-.*|lz4-java-.*"
              + "|snappy-java-.*|zstd-jni-.*|snakeyaml-engine-.*|async-profiler-.*|jsr305-.*"
              + "|pcollections-.*)\\.jar");

  private final String name;
  private final Process process;
  private final Path log;

  private ClusterChild(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a JVM.
   *
   * @param name of its log, in {@code dir}
   * @param delete whether {@code dir} goes when this JVM dies without closing the cluster
   * @param through command that the JVM is started through; empty for none
   * @param jvm options for the JVM
   * @param arguments Flink's main class and its arguments
   */
  static ClusterChild start(
      Path dir,
      String name,
      boolean delete,
      List<String> through,
      List<String> jvm,
      List<String> arguments)
      throws IOException {
    // Through a shell that ignores SIGINT, which the JVM inherits, as for the broker.
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
    command.addAll(through);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    for (String opened : new String[] {"java.util", "java.lang", "java.time", "java.nio"}) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    Path log = dir.resolve(name + ".log");
    command.add("-Dlog.file=" + log);
    command.add("-Dlog4j2.configurationFile=" + dir.resolve("conf/log4j2.properties").toUri());
    command.add(ClusterProcess.class.getName());
    command.add(delete ? dir.toString() : ClusterProcess.KEEP);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", classPath());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("DJL_OFFLINE", "true");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve(name + ".out").toFile()));
    return new ClusterChild(name, builder.start(), log);
  }

  private static String classPath() {
    String own = ClusterChild.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Stream.concat(libraries(), Stream.of(own))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Flink with ONNX Runtime: the jars of this JVM's class path that a cluster has in its lib. */
  static Stream<String> libraries() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(jar -> LIB.matcher(new File(jar).getName()).matches())
        .filter(jar -> !jar.contains("-tests.jar"));
  }

  /** How it ended and what it logged last, in one line; the log may go with its folder. */
  String report() {
    Integer status = exitStatus();
    return "%s %s; its last log line: %s"
        .formatted(name, status == null ? "runs" : "ended with " + status, lastLine());
  }

  private String lastLine() {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> !line.isBlank()).reduce((before, last) -> last).orElse("none");
    } catch (IOException | UncheckedIOException unreadable) {
      return "none";
    }
  }

  long pid() {
    return process.pid();
  }

  @Nullable Integer exitStatus() {
    return process.isAlive() ? null : process.exitValue();
  }

  /** Ends the process at once, as a power failure would. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Ends the process in order, or at once when that takes long. */
  void stop(Duration longest) {
    process.destroy();
    try {
      if (process.waitFor(longest.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    kill();
  }
}
