package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Scoring.Shedding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

class LoadShedderTest {
  private static final long END = 4000;
  private static final long AFTER = 10_000;
  private static final int STRIDE = 5;

  private final LoadShedder shedder =
      new LoadShedder(
          new Shedding(Duration.ofMillis(AFTER), STRIDE), detector -> Definitions.pump());

  @Test
  void leavesOutOnlyWhatIsOlderThanItMayBe() {
    assertThat(shed(Window.Phase.LIVE, END + AFTER)).isZero();
    assertThat(shed(Window.Phase.LIVE, END + AFTER + 1)).isPositive();
  }

  @Test
  void learningMissesNoWindow() {
    assertThat(shed(Window.Phase.CALIBRATION, END + 1000 * AFTER)).isZero();
  }

  @Test
  void saysOnceThatItHasFallenBehindAndOnceThatItHasCaughtUp() {
    List<Level> said = new ArrayList<>();
    var listening =
        new AbstractAppender("listening", null, null, false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            said.add(event.getLevel());
          }
        };
    listening.start();
    Logger logger = (Logger) LogManager.getLogger(LoadShedder.class);
    Level before = logger.getLevel();
    Configurator.setLevel(logger, Level.INFO);
    logger.addAppender(listening);
    try {
      shed(Window.Phase.LIVE, END);
      shed(Window.Phase.LIVE, END + 2 * AFTER);
      shed(Window.Phase.LIVE, END);
    } finally {
      logger.removeAppender(listening);
      Configurator.setLevel(logger, before);
    }

    assertThat(said).containsExactly(Level.WARN, Level.INFO);
  }

  /** How many of ten keys' windows that end at the same time are left out. */
  private int shed(Window.Phase phase, long now) {
    int shed = 0;
    for (int key = 0; key < 10; key++) {
      shed += shedder.sheds(Windows.of("pump", "k" + key, phase, 0), now) ? 1 : 0;
    }
    return shed;
  }
}
