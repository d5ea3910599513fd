package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.KeyCalibration;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Binary form of a {@link KeyCalibration} in state, after a version byte. Reads version 1 as well.
 */
public final class CalibrationFormat implements BinaryFormat<KeyCalibration> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<KeyCalibration> type() {
    return KeyCalibration.class;
  }

  @Override
  public void write(KeyCalibration calibration, DataOutput out) throws IOException {
    out.writeByte(KeyCalibration.VERSION);
    calibration.write(out);
  }

  @Override
  public KeyCalibration read(DataInput in) throws IOException {
    int version = in.readUnsignedByte();
    Versions.check("calibration", version, KeyCalibration.VERSION);
    return version == 1 ? KeyCalibration.readVersion1(in) : KeyCalibration.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
