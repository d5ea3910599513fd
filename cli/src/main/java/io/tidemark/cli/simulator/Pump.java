package io.tidemark.cli.simulator;

import io.tidemark.schemas.SensorEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A motor and its pump, one second a step. Load drives speed; speed and load drive everything else,
 * so that the readings belong together: current in A, vibration in mm/s, temperature in degrees
 * Celsius, pressure in bar, flow in l/min, speed in 1/min.
 */
final class Pump {
  static final List<String> READINGS =
      List.of("current", "vibration", "temperature", "pressure", "flow", "speed");

  private static final double AMBIENT = 21;
  private static final double TWO_PI = 2 * Math.PI;
  private static final int DAY_SECONDS = 86_400;

  private final String key;
  private final @Nullable Fault fault;
  private final Random random;
  private final Rhythm load;
  private final Map<String, String> tags;
  private final double ratedCurrent;
  private final double ratedVibration;
  private final double ratedPressure;
  private final double ratedFlow;
  private final double ratedSpeed;
  private double electricNoise;
  private double hydraulicNoise;
  private double temperature = AMBIENT + 32;
  private double stuckFlow = Double.NaN;

  Pump(String key, long seed, @Nullable Fault fault) {
    this.key = key;
    this.fault = fault;
    this.random = new Random(seed);
    this.load = new Rhythm(random, 0.6, 0.9, 20, 45, 0.75);
    this.tags = Map.of("line", random.nextBoolean() ? "north" : "south");
    this.ratedCurrent = 12 * unlike();
    this.ratedVibration = 1.4 * unlike();
    this.ratedPressure = 4.2 * unlike();
    this.ratedFlow = 118 * unlike();
    this.ratedSpeed = 1480 * (0.97 + 0.06 * random.nextDouble());
  }

  /** No two pumps are alike: a factor from 0.8 to 1.2. */
  private double unlike() {
    return 0.8 + 0.4 * random.nextDouble();
  }

  /** The event of this second. */
  SensorEvent next(Instant time) {
    Map<String, Double> readings = normal(time);
    if (fault != null && fault.covers(time)) {
      disturb(readings, fault.kind(), fault.progress(time));
    }
    readings.replaceAll((name, value) -> Math.round(value * 1e4) / 1e4);
    return new SensorEvent(key, time.plusMillis(random.nextInt(900)), readings, tags);
  }

  private Map<String, Double> normal(Instant time) {
    double level = load.next();
    electricNoise = 0.8 * electricNoise + 0.6 * random.nextGaussian();
    hydraulicNoise = 0.8 * hydraulicNoise + 0.6 * random.nextGaussian();
    double daily =
        Math.sin(TWO_PI * Math.floorMod(time.getEpochSecond(), DAY_SECONDS) / DAY_SECONDS);
    double settled = AMBIENT + 1.5 * daily + 14 + 24 * level;
    temperature += (settled - temperature) / 25;
    double speed = 0.85 + 0.15 * level;

    Map<String, Double> readings = new HashMap<>();
    readings.put(
        "current",
        noisy(ratedCurrent * (0.35 + 0.65 * level) * (1 + 0.008 * electricNoise), 0.008));
    readings.put(
        "vibration",
        noisy(ratedVibration * (0.6 + 0.5 * level) * (1 + 0.015 * electricNoise), 0.02));
    readings.put("temperature", temperature + 0.15 * random.nextGaussian());
    readings.put(
        "pressure",
        noisy(ratedPressure * speed * speed * (1.3 - 0.4 * level) * hydraulic(0.006), 0.004));
    readings.put("flow", noisy(ratedFlow * speed * (0.5 + 0.5 * level) * hydraulic(-0.008), 0.005));
    readings.put("speed", noisy(ratedSpeed * speed, 0.0015));
    return readings;
  }

  private double hydraulic(double share) {
    return 1 + share * hydraulicNoise;
  }

  private double noisy(double value, double share) {
    return value * (1 + share * random.nextGaussian());
  }

  private void disturb(Map<String, Double> readings, FaultKind kind, double progress) {
    double ramp = Math.min(1, 2 * progress);
    switch (kind) {
      case STUCK -> {
        stuckFlow = Double.isNaN(stuckFlow) ? value(readings, "flow") : stuckFlow;
        readings.put("flow", stuckFlow);
      }
      case DRIFT -> readings.merge("temperature", 14 * ramp, Double::sum);
      case SPIKES -> {
        if (random.nextInt(4) == 0) {
          scale(readings, "current", 1.6);
        }
      }
      case BEARING -> {
        scale(readings, "vibration", 1 + ramp * (1.2 + 0.4 * random.nextGaussian()));
        readings.merge("temperature", 3 * ramp, Double::sum);
      }
      case LEAK -> {
        scale(readings, "pressure", 1 - 0.25 * ramp);
        scale(readings, "flow", 1 + 0.15 * ramp);
      }
      case OVERHEATING -> {
        readings.merge("temperature", 22 * ramp, Double::sum);
        scale(readings, "current", 1 + 0.06 * ramp);
      }
      case DECOUPLED -> decouple(readings);
      default -> throw new IllegalStateException(kind + " does not happen to a pump");
    }
  }

  /** Pressure and flow as they would be at the opposite load. */
  private void decouple(Map<String, Double> readings) {
    double level = (value(readings, "current") / ratedCurrent - 0.35) / 0.65;
    double opposite = 1.5 - level;
    double speed = 0.85 + 0.15 * opposite;
    readings.put("pressure", noisy(ratedPressure * speed * speed * (1.3 - 0.4 * opposite), 0.007));
    readings.put("flow", noisy(ratedFlow * speed * (0.5 + 0.5 * opposite), 0.009));
  }

  private static double value(Map<String, Double> readings, String name) {
    return Objects.requireNonNull(readings.get(name), name);
  }

  private static void scale(Map<String, Double> readings, String name, double factor) {
    readings.computeIfPresent(name, (reading, value) -> value * factor);
  }
}
