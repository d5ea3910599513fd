package io.tidemark.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

  @Test
  void theCompilersTimeIsAPartOfTheProcesses() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "only Linux tells a thread's time");

    long compiler = CpuTime.compilerNanos();

    // A JVM that has come as far as a test has compiled for longer than the clock's 10 ms.
    assertThat(compiler).isPositive().isLessThan(CpuTime.processNanos());
  }
}
