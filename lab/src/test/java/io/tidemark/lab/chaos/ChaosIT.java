package io.tidemark.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code tidemark-lab chaos}. */
class ChaosIT {
  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void noAlertIsLostToldTwiceOrToldOtherwise() throws Exception {
    ChaosOptions options =
        new ChaosOptions(
            Duration.ofSeconds(45),
            4,
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            List.of(),
            Path.of(".."));

    ChaosReport report = new ChaosRun(options, System.out::println).run();

    assertThat(report.faults()).isNotEmpty();
    assertThat(report.verdicts().expected()).isGreaterThan(100);
    assertThat(report.clean()).as(report.asMap()::toString).isTrue();
  }
}
