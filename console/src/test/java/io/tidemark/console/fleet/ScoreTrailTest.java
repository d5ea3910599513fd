package io.tidemark.console.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoreTrailTest {
  private static final KeyName PUMP = new KeyName("plant", "pump");

  private final ScoreTrail trail = new ScoreTrail();

  @Test
  void aVeryLongIncidentIsThinnedOutUntilItIsForgotten() {
    assertThat(kept("a", ScoreTrail.IN_FULL)).isEqualTo(ScoreTrail.IN_FULL);
    assertThat(kept("a", 600)).isEqualTo(600 / ScoreTrail.THINNED);
    trail.retain(Set.of(), Set.of("a"));
    assertThat(kept("a", 600)).isEqualTo(600 / ScoreTrail.THINNED);

    trail.retain(Set.of(), Set.of("b"));

    assertThat(kept("a", 600)).as("nothing is left of it").isEqualTo(600);
  }

  @Test
  void theScoresOfAKeyThatIsForgottenAreForgotten() {
    Reading reading = new Reading(Instant.EPOCH, 1, 1, 1, Instant.EPOCH);
    trail.add(PUMP, reading);
    trail.retain(Set.of(PUMP), Set.of());
    assertThat(trail.of(PUMP)).hasSize(1);

    trail.retain(Set.of(), Set.of());

    assertThat(trail.of(PUMP)).isEmpty();
  }

  private int kept(String incident, int scores) {
    int kept = 0;
    for (int i = 0; i < scores; i++) {
      kept += trail.keeps(incident) ? 1 : 0;
    }
    return kept;
  }
}
