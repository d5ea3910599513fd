package io.tidemark.lab;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** CPU time, which other work on the machine hardly changes. */
public final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final Path TASKS = Path.of("/proc/self/task");

  /** Linux counts in units of a hundredth of a second here, whatever the kernel's own clock. */
  private static final long NANOS_PER_TICK = TimeUnit.MILLISECONDS.toNanos(10);

  /** Places of a thread's time in user and in kernel mode, counted after its name: proc(5). */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private CpuTime() {}

  /** Of all threads of this process: garbage collection and compilation too. */
  public static long processNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Of the calling thread. */
  public static long threadNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /**
   * Of the JIT compiler's threads that are alive; 0 where there is no Linux to say. Run with {@code
   * -XX:-UseDynamicNumberOfCompilerThreads}, or a compiler thread that ends takes its time with it.
   */
  public static long compilerNanos() {
    if (!Files.isDirectory(TASKS)) {
      return 0;
    }
    long ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
      for (Path thread : threads) {
        ticks += compilerTicks(thread);
      }
    } catch (IOException failed) {
      throw new IllegalStateException("cannot read " + TASKS, failed);
    }
    return ticks * NANOS_PER_TICK;
  }

  private static long compilerTicks(Path thread) {
    String line;
    try {
      line = Files.readString(thread.resolve("stat"));
    } catch (IOException ended) {
      return 0;
    }
    int nameEnds = line.lastIndexOf(')');
    String name = line.substring(line.indexOf('(') + 1, nameEnds);
    // The kernel keeps 15 characters of "C1 CompilerThread0".
    if (!name.startsWith("C1 Compiler") && !name.startsWith("C2 Compiler")) {
      return 0;
    }
    String[] fields = line.substring(nameEnds + 2).split(" ");
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }
}
