package io.tidemark.pipeline.source;

import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.pipeline.type.BinaryFormat;
import io.tidemark.pipeline.type.DeadLetterFormat;
import io.tidemark.pipeline.type.ObservationFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of {@link Decoded}, for whoever breaks the chain behind the source. */
public final class DecodedFormat implements BinaryFormat<Decoded> {
  private static final long serialVersionUID = 1L;
  private static final byte REJECTED = 0;
  private static final byte OBSERVED = 1;
  private static final byte UNDIVIDED = 2;

  private final ObservationFormat observations = new ObservationFormat();
  private final DeadLetterFormat letters = new DeadLetterFormat();

  @Override
  public Class<Decoded> type() {
    return Decoded.class;
  }

  @Override
  public void write(Decoded decoded, DataOutput out) throws IOException {
    if (decoded instanceof Decoded.Observed observed) {
      out.writeByte(OBSERVED);
      observations.write(observed.observation(), out);
    } else if (decoded instanceof Decoded.Rejected rejected) {
      out.writeByte(REJECTED);
      letters.write(rejected.letter(), out);
    } else if (decoded instanceof Decoded.Undivided event) {
      out.writeByte(UNDIVIDED);
      out.writeUTF(event.topic());
      out.writeInt(event.position().partition());
      out.writeLong(event.position().offset());
      byte[] key = event.key();
      out.writeInt(key == null ? -1 : key.length);
      out.write(key == null ? new byte[0] : key);
      out.writeInt(event.value().length);
      out.write(event.value());
      out.writeLong(event.eventTimeMillis());
    }
  }

  @Override
  public Decoded read(DataInput in) throws IOException {
    return switch (in.readByte()) {
      case OBSERVED -> new Decoded.Observed(observations.read(in));
      case REJECTED -> new Decoded.Rejected(letters.read(in));
      default -> undivided(in);
    };
  }

  private static Decoded undivided(DataInput in) throws IOException {
    String topic = in.readUTF();
    SourcePosition position = new SourcePosition(in.readInt(), in.readLong());
    int length = in.readInt();
    byte[] key = length < 0 ? null : bytes(in, length);
    return new Decoded.Undivided(topic, position, key, bytes(in, in.readInt()), in.readLong());
  }

  private static byte[] bytes(DataInput in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  @Override
  public boolean immutable() {
    return true;
  }

  @Override
  public BinaryFormat<Decoded> duplicate() {
    return new DecodedFormat();
  }
}
