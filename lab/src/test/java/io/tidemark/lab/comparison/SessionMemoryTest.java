package io.tidemark.lab.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionMemoryTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @BeforeAll
  static void askForAShell() {
    assumeTrue(Files.exists(Path.of("/bin/sh")), "there is no /bin/sh to play the process");
  }

  @Test
  @Timeout(60)
  void endsAProcessThatHangs() throws Exception {
    // It reads until its input is closed, which nobody does.
    Process hanging = new ProcessBuilder("/bin/sh", "-c", "echo 17; read never").start();

    assertThatThrownBy(() -> SessionMemory.said(hanging, Duration.ofMillis(1)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("took longer than 1ms");

    assertThat(hanging.waitFor()).isNotZero();
  }

  @Test
  void readsWhatAProcessSaid() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "echo warning; echo 17").start();

    assertThat(SessionMemory.said(process, LONG)).isEqualTo("warning\n17");
  }

  @Test
  void saysHowAProcessFailed() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "exit 3").start();

    assertThatThrownBy(() -> SessionMemory.said(process, LONG))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("failed with exit code 3");
  }
}
