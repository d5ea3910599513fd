package io.tidemark.pipeline.window;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import io.tidemark.schemas.LateEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;

/**
 * A detector as the window operator hosts it.
 *
 * @param events which events it reads
 * @param windows its window logic
 * @param shape fingerprint of all in the definition that gives a key's state its meaning
 * @param tickMillis length of a tick
 */
record HostedDetector(EventSelection events, KeyWindows windows, long shape, long tickMillis) {

  static HostedDetector of(DetectorDefinition definition) {
    return new HostedDetector(
        definition.events(),
        new KeyWindows(definition),
        shape(definition),
        definition.window().tick().toMillis());
  }

  /** Whether the windows of its keys mean the same to a later definition. */
  boolean goesOnAs(HostedDetector later) {
    return shape == later.shape && events.selectsAs(later.events);
  }

  /** What is told of an event that came after its tick was closed. */
  LateEvent late(Observation observation, long watermark) {
    return LateEvent.newBuilder()
        .setDetector(observation.detector())
        .setKey(observation.key())
        .setEventTime(Instant.EPOCH.plus(observation.eventTimeMicros(), ChronoUnit.MICROS))
        .setTopic(events.topic())
        .setPartition(observation.source().partition())
        .setOffset(observation.source().offset())
        .setLateness(Math.max(0, windows.lateBy(observation, watermark)))
        .build();
  }

  /** What is told of an event whose key is one too many. */
  DeadLetter refused(Observation observation, long millis) {
    return DeadLetter.newBuilder()
        .setPayload(ByteBuffer.allocate(0))
        .setRecordKey(null)
        .setTopic(events.topic())
        .setPartition(observation.source().partition())
        .setOffset(observation.source().offset())
        .setReason(DeadLetterReason.INVALID)
        .setDetail(
            "detector %s has as many keys as events.maxKeys: %d allows; one more: %s"
                .formatted(observation.detector(), events.maxKeys(), observation.key()))
        .setTime(Instant.ofEpochMilli(millis))
        .build();
  }

  private static long shape(DetectorDefinition definition) {
    StringBuilder text = new StringBuilder();
    text.append(definition.window().tick().toMillis())
        .append(' ')
        .append(definition.window().length())
        .append(' ')
        .append(definition.baseline().per());
    if (definition.window().stride().adaptive()) {
      text.append(" adaptive"); // the state then holds what calm is
    }
    for (Feature feature : definition.features()) {
      text.append('\n').append(feature.from()).append(' ').append(feature.aggregate());
      text.append(' ').append(new TreeMap<>(feature.where()));
    }
    return Hashing.komihash5_0().hashCharsToLong(text);
  }
}
