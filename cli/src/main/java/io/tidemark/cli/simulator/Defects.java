package io.tidemark.cli.simulator;

import io.tidemark.schemas.SensorEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the way from a source to Kafka does to its events: loss, delay, disorder and now and then
 * garbage.
 */
final class Defects {
  private static final double GAP = 0.001;
  private static final double DELAYED = 0.02;
  private static final double FAR_TOO_LATE = 0.0003;
  private static final double LOST_READING = 0.003;
  private static final double GARBAGE = 1.0 / 4_000;

  private final Random random;
  private final boolean on;
  private int silentFor;

  Defects(long seed, boolean on) {
    this.random = new Random(seed);
    this.on = on;
  }

  /** Whether everything of the next second is lost. */
  boolean lost() {
    if (!on) {
      return false;
    }
    if (silentFor > 0) {
      silentFor--;
      return true;
    }
    if (random.nextDouble() < GAP) {
      silentFor = 1 + random.nextInt(6);
      return true;
    }
    return false;
  }

  /** When an event of {@code time} arrives. */
  Instant arrival(Instant time) {
    if (!on) {
      return time;
    }
    double chance = random.nextDouble();
    if (chance < FAR_TOO_LATE) {
      return time.plusSeconds(30 + random.nextInt(60));
    }
    int most = chance < FAR_TOO_LATE + DELAYED ? 3_000 : 150;
    return time.plusMillis(20 + random.nextInt(most));
  }

  /** The event, at times with a reading missing. */
  SpecificRecord damaged(SpecificRecord event) {
    if (!on || !(event instanceof SensorEvent sensor) || random.nextDouble() >= LOST_READING) {
      return event;
    }
    Map<String, Double> rest = new HashMap<>(sensor.getReadings());
    rest.remove(Pump.READINGS.get(random.nextInt(Pump.READINGS.size())));
    return new SensorEvent(sensor.getDeviceId(), sensor.getEventTime(), rest, sensor.getTags());
  }

  /** Bytes that are no event, rarely; else null. */
  byte @Nullable [] garbage() {
    if (!on || random.nextDouble() >= GARBAGE) {
      return null;
    }
    if (random.nextBoolean()) {
      return "{\"status\": \"rebooting\"}".getBytes(StandardCharsets.UTF_8);
    }
    byte[] noise = new byte[1 + random.nextInt(60)];
    random.nextBytes(noise);
    return noise;
  }
}
