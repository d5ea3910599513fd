package io.tidemark.lab.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Runs a command of the operating system. */
final class SystemCommand {
  private SystemCommand() {}

  /** Runs it to its end; null, or what it printed when it failed or is not installed. */
  static @Nullable String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      return String.valueOf(missing.getMessage());
    }
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.waitFor() == 0 ? null : printed;
  }
}
