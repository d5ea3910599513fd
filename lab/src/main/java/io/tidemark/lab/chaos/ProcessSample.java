package io.tidemark.lab.chaos;

import io.tidemark.cli.cluster.DevelopmentCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a task manager's process holds, after a garbage collection and after its allocator has given
 * back what is free. Reads Linux's /proc.
 */
final class ProcessSample {
  static final List<String> FIGURES =
      List.of(
          "residentMiB",
          "heapMiB",
          "metaspaceMiB",
          "codeMiB",
          "classes",
          "threads",
          "temporaryFiles");

  private static final String TRIM = "System.trim_native_heap";
  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");
  private static final Pattern METASPACE = Pattern.compile("Metaspace\\s+used (\\d+)K");
  private static final Pattern CODE = Pattern.compile("Code(?:Heap|Cache).* used=(\\d+)Kb");
  private static final Pattern LOADED = Pattern.compile("(?m)^\\s*(\\d+)\\s");
  private static final Pattern UNLOADED = Pattern.compile("(?m)^\\s*\\d+\\s+\\S+\\s+(\\d+)\\s");

  private final Map<String, Double> values;

  private ProcessSample(Map<String, Double> values) {
    this.values = values;
  }

  static ProcessSample of(DevelopmentCluster cluster) throws IOException, InterruptedException {
    long pid = cluster.taskManagerPids().get(0);
    // Collects, and counts what is left before the program goes on: a moment later the heap holds
    // tens of MiB of new garbage.
    String live = jcmd(pid, "GC.class_histogram");
    String heap = jcmd(pid, "GC.heap_info");
    if (jcmd(pid, "help").contains(TRIM)) { // not every JDK 17 has it
      jcmd(pid, TRIM); // what glibc keeps of freed memory is no more a leak than garbage is
    }
    String classes = run("jstat", "-class", Long.toString(pid));
    String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
    return new ProcessSample(
        Map.of(
            "residentMiB",
            number(Pattern.compile("VmRSS:\\s+(\\d+)"), status) / 1024,
            "threads",
            number(Pattern.compile("Threads:\\s+(\\d+)"), status),
            "heapMiB",
            number(LIVE, live) / (1 << 20),
            "metaspaceMiB",
            number(METASPACE, heap) / 1024,
            "codeMiB",
            code(jcmd(pid, "Compiler.codecache")),
            "classes",
            number(LOADED, classes) - number(UNLOADED, classes),
            "temporaryFiles",
            temporaryFiles(pid)));
  }

  /** Files and folders that a process opened or left under the JVM's temporary folder. */
  private static double temporaryFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(
              name ->
                  name.startsWith("flink-")
                      || name.startsWith("onnxruntime")
                      || name.startsWith("tm_")
                      || name.startsWith("blobStore"))
          .count();
    }
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    return run("jcmd", Long.toString(pid), command);
  }

  /** Compiled code lies in one piece or, where much is reserved for it, in three. */
  static double code(String told) throws IOException {
    double[] pieces =
        CODE.matcher(told)
            .results()
            .mapToDouble(piece -> Double.parseDouble(piece.group(1)))
            .toArray();
    if (pieces.length == 0) {
      throw new IOException("no " + CODE + " in: " + told);
    }
    return Arrays.stream(pieces).sum() / 1024;
  }

  private static String run(String tool, String... arguments)
      throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", tool);
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(tool + ": " + said);
    }
    return said;
  }

  private static double number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in: " + text);
    }
    return Double.parseDouble(found.group(1));
  }

  double value(String figure) {
    return values.getOrDefault(figure, Double.NaN);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String figure : FIGURES) {
      text.append(String.format(Locale.ROOT, "%s %.0f  ", figure, value(figure)));
    }
    return text.toString().strip();
  }
}
