package io.tidemark.pipeline.type;

import io.tidemark.detector.calibration.KeyCalibration;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link KeyCalibration} in state, after a version byte. */
public final class CalibrationFormat implements BinaryFormat<KeyCalibration> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;

  @Override
  public Class<KeyCalibration> type() {
    return KeyCalibration.class;
  }

  @Override
  public void write(KeyCalibration calibration, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    calibration.write(out);
  }

  @Override
  public KeyCalibration read(DataInput in) throws IOException {
    Versions.check("calibration", in.readUnsignedByte(), VERSION);
    return KeyCalibration.read(in);
  }

  @Override
  public boolean immutable() {
    return false;
  }
}
