package io.tidemark.cli.demo;

import io.tidemark.console.Console;
import io.tidemark.console.ConsoleSettings;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.web.Access;
import io.tidemark.schemas.registry.RegistrySettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The console of a demonstration, on loopback and any free port; or none. */
final class DemoConsole implements AutoCloseable {
  static final String SCORES = "scores";
  private static final String FEEDBACK = "alert-feedback";
  private static final String SILENCES = "silences";
  private static final String ACTIONS = "incident-actions";
  static final List<String> TOPICS = List.of(SCORES, FEEDBACK, SILENCES, ACTIONS);

  private static final Duration STALE = Duration.ofMinutes(5);
  private static final Duration RETENTION = Duration.ofDays(1);

  private final @Nullable Console console;

  private DemoConsole(@Nullable Console console) {
    this.console = console;
  }

  /**
   * @param folder takes the history, which goes with it
   */
  static DemoConsole start(
      boolean wanted, Properties kafka, Path folder, @Nullable RegistrySettings registry)
      throws IOException {
    if (!wanted) {
      return new DemoConsole(null);
    }
    Path store = Files.createDirectories(folder.resolve("console"));
    Access access = new Access("127.0.0.1", 0, null, null, null);
    return new DemoConsole(
        Console.start(
            kafka,
            new ConsoleSettings(
                DemoPipeline.ALERTS,
                SCORES,
                FEEDBACK,
                DemoPipeline.COVERAGE,
                SILENCES,
                ACTIONS,
                store,
                null,
                STALE,
                RETENTION,
                access,
                SituationRules.DEFAULT,
                null,
                registry)));
  }

  /** Where its page is; null where there is none. */
  @Nullable URI address() {
    return console == null ? null : console.address();
  }

  @Override
  public void close() {
    if (console != null) {
      console.close();
    }
  }
}
