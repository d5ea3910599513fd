package io.tidemark.lab;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What figures were measured on.
 *
 * @param processor name of the processor
 * @param cores how many this JVM may use
 * @param memoryGiB memory of the machine
 * @param system operating system
 * @param java version of the JVM
 * @param loadAtStart processes that ran or waited for a core in the minute before; over 0 means
 *     that times by the clock are worth little
 */
public record Machine(
    String processor, int cores, double memoryGiB, String system, String java, double loadAtStart) {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final double GIB = 1 << 30;

  /** This machine, now. */
  public static Machine here() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        Math.round(system.getTotalMemorySize() / GIB * 10) / 10.0,
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        System.getProperty("java.runtime.version"),
        Math.round(system.getSystemLoadAverage() * 10) / 10.0);
  }

  private static String processorName() {
    try {
      return Files.readAllLines(PROCESSOR).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException notLinux) {
      return "unknown";
    }
  }

  /** One line for people. */
  @Override
  public String toString() {
    return "%s, %d cores, %.1f GiB, %s, Java %s, load %.1f at the start"
        .formatted(processor, cores, memoryGiB, system, java, loadAtStart);
  }
}
