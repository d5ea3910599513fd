package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * For tests: Apicurio Registry, which the build unpacks, in a JVM of its own of Java 21 or later.
 * Its schemas lie in a file, so that a restart keeps them.
 */
final class ApicurioProcess implements AutoCloseable {
  private static final Path APP = Path.of("target", "apicurio-registry");
  private static final Path JDKS = Path.of("/usr/lib/jvm");
  private static final int LEAST_JAVA = 21;
  private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(\\d+)");

  private final Process process;
  private final Path log;

  private ApicurioProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static void assumePossible() {
    boolean unpacked = Files.exists(APP.resolve("quarkus-run.jar"));
    boolean java = java().isPresent();
    if (!unpacked || !java) {
      System.err.println(
          "SKIPPED: no schema registry here; it takes Java 21 or later in "
              + JDKS
              + " or JAVA_HOME_21 and what mvn verify unpacks in cli/"
              + APP);
    }
    Assumptions.assumeTrue(unpacked && java, "a schema registry can be started");
  }

  /** The least of the JDKs that are new enough. */
  private static Optional<Path> java() {
    String named = System.getenv("JAVA_HOME_21");
    if (named != null) {
      return Optional.of(Path.of(named));
    }
    if (Runtime.version().feature() >= LEAST_JAVA) {
      return Optional.of(Path.of(System.getProperty("java.home")));
    }
    try (Stream<Path> installed = Files.list(JDKS)) {
      return installed
          .filter(home -> version(home) >= LEAST_JAVA)
          .min(Comparator.comparing(ApicurioProcess::version));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static int version(Path home) {
    try {
      Matcher release = RELEASE.matcher(Files.readString(home.resolve("release")));
      return release.find() ? Integer.parseInt(release.group(1)) : 0;
    } catch (IOException unlikeAJdk) {
      return 0;
    }
  }

  /** Where a registry on this port has the interface that this project speaks. */
  static String url(int port) {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param folder takes its schemas and its log
   */
  static ApicurioProcess start(Path folder, int port) throws Exception {
    Path log = folder.resolve("registry.log");
    List<String> command =
        List.of(
            java().orElseThrow().resolve("bin/java").toString(),
            "-Xmx400m",
            "-XX:TieredStopAtLevel=1",
            "-Dapicurio.storage.kind=sql",
            "-Dapicurio.datasource.url=jdbc:h2:file:" + folder.resolve("schemas").toAbsolutePath(),
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.management.enabled=false",
            "-jar",
            APP.resolve("quarkus-run.jar").toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ApicurioProcess registry = new ApicurioProcess(process, log);
    RegistryClient client =
        new RegistryClient(RegistrySettings.of(url(port)).withPatience(Duration.ofSeconds(1)));
    PumpRun.await(() -> registry.answers(client));
    return registry;
  }

  private boolean answers(RegistryClient client) {
    assertThat(process.isAlive()).as(this::said).isTrue();
    try {
      client.check();
      return true;
    } catch (RegistryException notYet) {
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
