package io.tidemark.console.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Alerts;
import io.tidemark.console.MovingClock;
import io.tidemark.console.intake.Troubles.Work;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private final MovingClock clock = new MovingClock(Alerts.OPENED);
  private final Troubles troubles = new Troubles(clock);

  @Test
  void theGravestIsToldUntilItWorks() {
    assertThat(troubles.reason()).isNull();
    troubles.failed(Work.READING, new IllegalStateException("no broker"));
    troubles.failed(Work.KEEPING, new IllegalStateException("no room"));
    assertThat(troubles.reason()).isEqualTo("no room");

    troubles.works(Work.KEEPING);

    assertThat(troubles.reason()).isEqualTo("no broker");
    troubles.works(Work.READING);
    assertThat(troubles.reason()).isNull();
  }

  @Test
  void whatDoesNotFailAgainWithinTwoMinutesIsOver() {
    troubles.failed(Work.KEEPING, new IllegalStateException("no room"));
    clock.move(Duration.ofSeconds(100));
    assertThat(troubles.reason()).isEqualTo("no room");

    clock.move(Duration.ofSeconds(20));

    assertThat(troubles.reason()).isNull();
  }
}
