package io.tidemark.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** For tests: how a JVM ends. */
public record JavaProcess(int status, String said) {
  private static final int PATIENCE_SECONDS = 60;

  /** Runs a class with a main method of the tests until the JVM ends. */
  public static JavaProcess run(Class<?> main, Path folder)
      throws IOException, InterruptedException {
    Path said = folder.resolve("said.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      return new JavaProcess(process.exitValue(), Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
  }
}
