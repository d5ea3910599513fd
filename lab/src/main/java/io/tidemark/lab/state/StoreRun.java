package io.tidemark.lab.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.lab.CpuTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/**
 * Measures one store with one number of keys, in a JVM of its own. Arguments: {@code heap} or
 * {@code rocksdb}, number of keys, seconds of load, the detector's definition, a folder to work in,
 * the file for the figures.
 */
public final class StoreRun {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int COMPILED = 500_000;

  private final String store;
  private final Fleet fleet;
  private final Path detector;
  private final Path folder;

  private StoreRun(String store, Fleet fleet, Path detector, Path folder) {
    this.store = store;
    this.fleet = fleet;
    this.detector = detector;
    this.folder = folder;
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[4]));
    StoreRun run =
        new StoreRun(args[0], new Fleet(Integer.parseInt(args[1])), Path.of(args[3]), folder);
    new ObjectMapper()
        .writeValue(Path.of(args[5]).toFile(), run.measure(Integer.parseInt(args[2])));
    System.exit(0);
  }

  private StoreFigures measure(int seconds) throws Exception {
    StoreJob.ALLOWED.set(2);
    JobClient seeding = StoreJob.of(new Fleet(1), detector).seed(settings());
    await(seeding, () -> SeedOperator.SEEDED.get() == 2);
    long empty = usedHeap();
    seeding.cancel().get();
    StoreJob job = StoreJob.of(fleet, detector);
    StoreJob.ALLOWED.set(fleet.keys());
    long start = System.nanoTime();
    seeding = job.seed(settings());
    await(seeding, () -> SeedOperator.SEEDED.get() == fleet.keys());
    long moving = stateBytes(seeding, "first", empty);
    StoreJob.ALLOWED.set(2L * fleet.keys());
    await(seeding, () -> SeedOperator.SEEDED.get() == 2L * fleet.keys());
    progress("seeded %d keys", start);
    long state = stateBytes(seeding, "second", empty);
    start = System.nanoTime();
    String savepoint =
        seeding
            .stopWithSavepoint(
                false, folder.resolve("saved").toUri().toString(), SavepointFormatType.NATIVE)
            .get();
    double saving = progress("saved %d keys", start);
    long checkpoint = size(folder.resolve("saved"));
    start = System.nanoTime();
    JobClient running = job.run(settings(), savepoint);
    await(running, () -> StoreJob.SENT.get() > 1000);
    double restoring = progress("restored %d keys", start);
    // Long enough for the compiler to be done, and for each key to have been written again.
    await(running, () -> StoreJob.SENT.get() > Math.max(COMPILED, 1.6 * fleet.keys()));
    Rate rate = rate(seconds);
    System.err.printf(
        "  %,.0f events/s, %.2f us of CPU an event%n", rate.eventsPerSecond(), rate.cpuMicros());
    snapshot(running, "again");
    long files = size(folder.resolve("rocksdb"));
    running.cancel().get();
    double raw = (double) fleet.keys() * Fleet.RAW_BYTES;
    return new StoreFigures(
        store,
        fleet.keys(),
        state / raw,
        moving / raw,
        (state - moving) / raw,
        files / raw,
        checkpoint / raw,
        saving,
        restoring,
        rate.eventsPerSecond(),
        rate.cpuMicros());
  }

  /** Bytes of all state: on the heap over those of an empty job, of RocksDB its files. */
  private long stateBytes(JobClient job, String name, long empty) throws Exception {
    if (store.equals("heap")) {
      return usedHeap() - empty;
    }
    snapshot(
        job, name); // empties RocksDB's write buffers, so that all of the state is in its files
    return size(folder.resolve("rocksdb"));
  }

  private void snapshot(JobClient job, String name) throws Exception {
    job.triggerSavepoint(folder.resolve(name).toUri().toString(), SavepointFormatType.NATIVE).get();
  }

  private Configuration settings() throws IOException {
    Configuration settings = new Configuration();
    settings.setString("state.backend.type", store.equals("heap") ? "hashmap" : "rocksdb");
    settings.setString("taskmanager.memory.managed.size", "512m");
    settings.setString("taskmanager.memory.network.max", "64m");
    settings.setString("state.backend.rocksdb.localdir", folder.resolve("rocksdb").toString());
    settings.setString("execution.checkpointing.storage", "filesystem");
    settings.setString("execution.checkpointing.dir", folder.resolve("chk").toUri().toString());
    settings.setString("execution.checkpointing.timeout", "10 min");
    return settings;
  }

  private static Rate rate(int seconds) {
    long before = StoreJob.SENT.get();
    long start = System.nanoTime();
    long cpu = cpuNanos();
    LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
    double events = StoreJob.SENT.get() - before;
    return new Rate(
        events * 1e9 / (System.nanoTime() - start), (cpuNanos() - cpu) / 1000.0 / events);
  }

  /**
   * CPU time of this JVM with its collector and RocksDB's threads, without its JIT compiler: unlike
   * a clock, deaf to what else runs.
   */
  private static long cpuNanos() {
    return CpuTime.processNanos() - CpuTime.compilerNanos();
  }

  private record Rate(double eventsPerSecond, double cpuMicros) {}

  private double progress(String did, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.err.printf("  %s: %s in %.1f s%n", store, did.formatted(fleet.keys()), seconds);
    return seconds;
  }

  private static long usedHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return used;
  }

  private static long size(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("LOG"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  private static void await(JobClient job, BooleanSupplier condition) throws Exception {
    CompletableFuture<JobExecutionResult> end = job.getJobExecutionResult();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (end.isDone()) {
        throw new IllegalStateException("the job ended: " + end.get());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the job did not get on within " + PATIENCE);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
