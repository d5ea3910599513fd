package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** For tests: what inputs cost the thread that reads them. */
final class InputCost {
  /** A record of 64 kB may hold 100,000 values of lists, and a mapping reads some of each. */
  private static final long MOST_BYTES = 64L << 20;

  private static final long MOST_KEPT = 32L << 20;
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long usedBefore = used();
  private final long started = System.nanoTime();
  private long allocated;
  private long cpuNanos;
  private long inputs;
  private long mostBytes;
  private long mostNanos;

  /** Takes that an input is read next. */
  void start() {
    allocated = THREADS.getCurrentThreadAllocatedBytes();
    cpuNanos = THREADS.getCurrentThreadCpuTime();
  }

  /** Checks that reading the input took little memory and time. */
  void requireSmall(byte[] input) {
    requireSmall(new String(input, StandardCharsets.ISO_8859_1));
  }

  /** As {@link #requireSmall(byte[])}. */
  void requireSmall(String input) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long nanos = THREADS.getCurrentThreadCpuTime() - cpuNanos;
    inputs++;
    mostBytes = Math.max(mostBytes, bytes);
    mostNanos = Math.max(mostNanos, nanos);
    if (bytes > MOST_BYTES || nanos > LONGEST.toNanos()) {
      throw new AssertionError("%,d bytes and %,d ns for %s".formatted(bytes, nanos, input));
    }
  }

  /**
   * Checks that the inputs have left next to nothing on the heap, and prints what they took, for
   * docs/reliability.md.
   */
  void requireNothingKept(String what) {
    long used = used();
    System.out.printf(
        Locale.ROOT,
        "fuzz mapping %s: %,d inputs, %.1f s, at most %,d kB and %d ms for one, heap in use %d MiB%n",
        what,
        inputs,
        (System.nanoTime() - started) / 1e9,
        mostBytes >> 10,
        mostNanos / 1_000_000,
        used >> 20);
    assertThat(used - usedBefore).as("bytes kept").isLessThan(MOST_KEPT);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
