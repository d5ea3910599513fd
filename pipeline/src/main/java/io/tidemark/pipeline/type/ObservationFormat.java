package io.tidemark.pipeline.type;

import static io.tidemark.detector.tick.StateFormat.readTopic;
import static io.tidemark.detector.tick.StateFormat.writeTopic;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.Refusal;
import io.tidemark.detector.tick.SharedNames;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.tick.Tags;
import io.tidemark.schemas.BlindReason;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/**
 * Binary form of an {@link Observation}; the only record that crosses the network for each event.
 */
public final class ObservationFormat implements BinaryFormat<Observation> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<Observation> type() {
    return Observation.class;
  }

  @Override
  public void write(Observation observation, DataOutput out) throws IOException {
    out.writeUTF(observation.detector());
    out.writeUTF(observation.key());
    out.writeLong(observation.eventTimeMicros());
    out.writeShort(observation.values().length);
    for (double value : observation.values()) {
      out.writeDouble(value);
    }
    Tags.write(observation.tags(), out);
    writeTopic(observation.source().topic(), out);
    out.writeInt(observation.source().partition());
    out.writeLong(observation.source().offset());
    out.writeLong(observation.source().timestampMillis());
    Refusal refusal = observation.refusal();
    out.writeByte(refusal == null ? 0 : refusal.reason().ordinal() + 1);
    if (refusal != null) {
      out.writeBoolean(refusal.certain());
    }
  }

  @Override
  public Observation read(DataInput in) throws IOException {
    String detector = SharedNames.share(in.readUTF());
    String key = in.readUTF();
    long micros = in.readLong();
    double[] values = new double[in.readUnsignedShort()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    Map<String, String> tags = Tags.read(in);
    SourcePosition source =
        new SourcePosition(readTopic(in), in.readInt(), in.readLong(), in.readLong());
    int reason = in.readUnsignedByte();
    Refusal refusal =
        reason == 0 ? null : new Refusal(BlindReason.values()[reason - 1], in.readBoolean());
    return new Observation(detector, key, micros, values, tags, source, refusal);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
