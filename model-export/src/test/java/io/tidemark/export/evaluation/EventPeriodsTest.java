package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventPeriodsTest {
  @TempDir Path folder;

  @Test
  void featuresOfAPeriodAreSeparatedBySemicolons() throws IOException {
    EventPeriods periods =
        read(
            "key,start,end,features",
            "a,2026-01-01T00:00:00Z,2026-01-01T00:01:00Z,x; y",
            "a,2026-01-01T01:00:00Z,2026-01-01T01:01:00Z,",
            "*,2026-01-01T02:00:00Z,2026-01-01T02:01:00Z,z");

    assertThat(periods.of("a"))
        .extracting(LabelledPeriod::features)
        .containsExactly(Set.of("x", "y"), Set.of());
    assertThat(periods.of("b")).extracting(LabelledPeriod::features).containsExactly(Set.of("z"));
  }

  @Test
  void withoutTheColumnNoFeatureIsKnown() throws IOException {
    EventPeriods periods = read("key,start,end", "a,2026-01-01T00:00:00Z,2026-01-01T00:01:00Z");

    assertThat(periods.of("a")).extracting(LabelledPeriod::features).containsExactly(Set.of());
    assertThat(periods.of("b")).isEmpty();
  }

  private EventPeriods read(String... lines) throws IOException {
    return EventPeriods.read(Files.write(folder.resolve("events.csv"), List.of(lines)));
  }
}
