package io.tidemark.benchmarks.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a key's window costs on the heap and in RocksDB.
 *
 * @param keys the largest number of keys; the cost of an event is compared with that at 1,000
 * @param stores {@code heap}, {@code rocksdb} or both
 * @param seconds of load for each measurement
 */
public record StateBenchmark(int keys, List<String> stores, int seconds) {
  private static final int FEW = 1_000;
  private static final int SOME = 100_000;
  private static final int LARGE_HEAP_FROM = 500_000;

  /** Where the cluster in this JVM finds Flink's serializers and RocksDB on JDK 17. */
  private static final List<String> OPENED =
      List.of("java.util", "java.lang", "java.time", "java.nio");

  /**
   * Runs everything, one JVM after the other; says on standard error how far it is.
   *
   * @param folder for files while it runs
   */
  public Map<String, Object> run(Path folder) throws IOException, InterruptedException {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("keys", keys);
    report.put("window", Fleet.LENGTH);
    report.put("features", Fleet.FEATURES);
    List<StoreFigures> all = new ArrayList<>();
    for (String store : stores) {
      List<StoreFigures> figures = new ArrayList<>();
      for (int size : sizes()) {
        figures.add(measure(store, size, folder));
      }
      all.addAll(figures);
      StoreFigures most = figures.get(figures.size() - 1);
      double cost = most.cpuMicrosPerEvent() / figures.get(0).cpuMicrosPerEvent();
      report.put(store + "BytesOverRaw", most.bytesOverRaw());
      report.put(store + "CostAtMillionOverThousand", cost);
      // RocksDB comes last and is the store for many keys: the plain keys are its figures.
      report.put("checkpointBytesOverRaw", most.checkpointBytesOverRaw());
      report.put("checkpointSeconds", most.saveSeconds());
      report.put("restoreSeconds", most.restoreSeconds());
      report.put("costAtMillionOverThousand", cost);
    }
    report.put("measurements", all);
    return report;
  }

  private Set<Integer> sizes() {
    Set<Integer> sizes = new TreeSet<>(Set.of(Math.min(FEW, keys), Math.min(SOME, keys)));
    sizes.add(keys);
    return sizes;
  }

  private StoreFigures measure(String store, int size, Path folder)
      throws IOException, InterruptedException {
    Path own = folder.resolve(store + "-" + size);
    Path result = folder.resolve(store + "-" + size + ".json");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(store.equals("heap") && size >= LARGE_HEAP_FROM ? "-Xmx6g" : "-Xmx4g");
    command.add("-Dtidemark.log.level=ERROR"); // else Flink warns of what a test bed lacks
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.add(StoreRun.class.getName());
    command.addAll(
        List.of(
            store,
            Integer.toString(size),
            Integer.toString(seconds),
            own.toString(),
            result.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    Thread atExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
    int status = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(atExit);
    if (status != 0) {
      throw new IOException(
          "the measurement of %s with %d keys ended with status %d".formatted(store, size, status));
    }
    return new ObjectMapper().readValue(result.toFile(), StoreFigures.class);
  }
}
