package io.tidemark.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time, which other work on the machine hardly changes. */
public final class CpuTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

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
}
