package io.tidemark.pipeline.source;

import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.StartFrom;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For tests: records of sensors, partition 2, offset 9. */
final class Records {
  static final String TOPIC = "sensor-events";
  static final Instant NOW = Instant.parse("2026-01-31T08:00:00Z");
  static final Events AVRO = events(WireFormat.AVRO);

  private Records() {}

  /** At most a minute ahead of the clock. */
  static Events events(RecordFormat format) {
    return new Events(
        format, Duration.ofMinutes(1), Duration.ofSeconds(10), StartFrom.EARLIEST, false);
  }

  static RawRecord of(byte @Nullable [] value) {
    return new RawRecord(TOPIC, 2, 9, NOW.toEpochMilli(), null, value);
  }

  static byte[] event(String device, Instant time, Map<String, Double> readings) {
    return WireFormat.AVRO
        .encoder(SensorEvent.class)
        .encode(
            SensorEvent.newBuilder()
                .setDeviceId(device)
                .setEventTime(time)
                .setReadings(readings)
                .build());
  }
}
