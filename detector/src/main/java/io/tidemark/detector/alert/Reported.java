package io.tidemark.detector.alert;

import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the latest message of an incident said, which the next one is compared with.
 *
 * @param millis event time of the message
 * @param severity of the incident then
 * @param level of its worst window then
 * @param nowLevel of the message's own window
 * @param feature that explained the worst window best; empty where none did
 * @param second feature that explained a good part of it as well; empty where none did
 */
record Reported(
    long millis, Severity severity, double level, double nowLevel, String feature, String second) {
  static final Reported NOTHING = new Reported(0, Severity.LOW, 0, 0, "", "");

  void write(DataOutput out) throws IOException {
    out.writeLong(millis);
    out.writeByte(severity.ordinal());
    out.writeDouble(level);
    out.writeDouble(nowLevel);
    out.writeUTF(feature);
    out.writeUTF(second);
  }

  static Reported read(DataInput in) throws IOException {
    return new Reported(
        in.readLong(),
        Severity.values()[in.readUnsignedByte()],
        in.readDouble(),
        in.readDouble(),
        in.readUTF(),
        in.readUTF());
  }
}
