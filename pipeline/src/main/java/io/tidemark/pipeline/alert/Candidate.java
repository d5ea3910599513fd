package io.tidemark.pipeline.alert;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import io.tidemark.pipeline.type.BinaryFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a key has learned for a model that does not serve: calibration belongs to the version.
 *
 * @param calibration what is normal by this model
 * @param level where its scores stand
 * @param missing normal windows that it still lacks
 */
record Candidate(KeyCalibration calibration, KeyLevel level, int missing) {

  Candidate withOneMore() {
    return new Candidate(calibration, level, Math.max(0, missing - 1));
  }

  /** Binary form in state, after a version byte. */
  public static final class Format implements BinaryFormat<Candidate> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 3;

    @Override
    public Class<Candidate> type() {
      return Candidate.class;
    }

    @Override
    public void write(Candidate candidate, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      candidate.calibration.write(out);
      candidate.level.write(out);
      out.writeInt(candidate.missing);
    }

    @Override
    public Candidate read(DataInput in) throws IOException {
      int version = in.readUnsignedByte();
      if (version < 1 || version > VERSION) {
        throw new IOException(
            "candidate state of version " + version + "; this job reads 1 to " + VERSION);
      }
      KeyCalibration calibration = KeyCalibration.read(in);
      KeyLevel level =
          switch (version) {
            case 1 -> KeyLevel.readVersion2(in);
            case 2 -> KeyLevel.readVersion3(in);
            default -> KeyLevel.read(in);
          };
      return new Candidate(calibration, level, in.readInt());
    }

    @Override
    public boolean immutable() {
      return false;
    }
  }
}
