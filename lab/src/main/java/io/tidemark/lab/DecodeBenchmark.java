package io.tidemark.lab;

import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a Kafka record's bytes to what a detector sees of the event: eight readings. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecodeBenchmark {
  private static final SourcePosition SOURCE = new SourcePosition(0, 0);

  /** Wire format. */
  @Param({"AVRO", "JSON"})
  public WireFormat format = WireFormat.AVRO;

  private final ObservationExtractor extractor = new ObservationExtractor(Sensors.definition());
  private byte[] record = {};
  private @Nullable EventDecoder<SensorEvent> decoder;

  @Setup
  public void encode() throws WireException {
    SensorEvent event = Sensors.event("device-17", Instant.EPOCH, new Random(1));
    record = format.encoder(SensorEvent.class).encode(event);
    decoder = format.decoder(SensorEvent.class);
  }

  @Benchmark
  public @Nullable Observation decode() throws WireException, InvalidEventException {
    if (decoder == null) {
      throw new IllegalStateException("not set up");
    }
    return extractor.extract(decoder.decode(record), SOURCE);
  }
}
