package io.tidemark.lab.chaos;

import io.tidemark.cli.simulator.Site;
import io.tidemark.schemas.SensorEvent;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the clock of a simulated device does; half of the devices have a right one. */
enum DeviceClock {
  RIGHT {
    @Override
    Duration error(Duration run) {
      return Duration.ZERO;
    }
  },
  FAST {
    @Override
    Duration error(Duration run) {
      return Duration.ofSeconds(20);
    }
  },
  SLOW {
    @Override
    Duration error(Duration run) {
      return Duration.ofHours(-1);
    }
  },
  /** Was reset, and goes on from there. */
  IN_2001 {
    @Override
    Duration error(Duration run) {
      return Duration.ofDays(-9_000);
    }
  },
  /** Is set back by an hour, forward again after an hour, and so on. */
  STEPPING {
    @Override
    Duration error(Duration run) {
      return run.toHours() % 2 == 0 ? Duration.ZERO : Duration.ofHours(-1);
    }
  },
  /** Is half an hour ahead for one second in a hundred. */
  GLITCHING {
    @Override
    Duration error(Duration run) {
      return run.toSeconds() % 100 == 99 ? Duration.ofMinutes(30) : Duration.ZERO;
    }
  },
  /** Is right, but nothing comes for a minute in every twenty. */
  SILENT {
    @Override
    Duration error(Duration run) {
      return Duration.ZERO;
    }

    @Override
    boolean speaks(Duration run) {
      return run.toMinutes() % 20 != 19;
    }
  };

  /**
   * What the clock is off by.
   *
   * @param run time since the start of the simulation
   */
  abstract Duration error(Duration run);

  /** Whether the device sends anything. */
  boolean speaks(Duration run) {
    return true;
  }

  /** The event as a device with this clock sends it; null where it sends none. */
  @Nullable SensorEvent apply(SensorEvent event, Instant start) {
    Duration run = Duration.between(start, event.getEventTime());
    return speaks(run)
        ? SensorEvent.newBuilder(event).setEventTime(event.getEventTime().plus(error(run))).build()
        : null;
  }

  /** The clock of a device of the plant. */
  static DeviceClock of(String device) {
    int index = Site.PLANT.keys().indexOf(device);
    int wrong = index - Site.PLANT.keys().size() / 2;
    return wrong < 0 ? RIGHT : values()[1 + wrong % (values().length - 1)];
  }
}
