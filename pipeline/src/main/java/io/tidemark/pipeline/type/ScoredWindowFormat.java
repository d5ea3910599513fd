package io.tidemark.pipeline.type;

import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.tick.StateFormat;
import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link ScoredWindow}, for whoever breaks the chain behind the scores. */
public final class ScoredWindowFormat implements BinaryFormat<ScoredWindow> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<ScoredWindow> type() {
    return ScoredWindow.class;
  }

  @Override
  public void write(ScoredWindow scored, DataOutput out) throws IOException {
    WindowFormat.write(scored.window(), out);
    out.writeFloat(scored.score());
    StateFormat.writeFloats(scored.featureError(), scored.featureError().length, out);
    StateFormat.writeFloats(scored.lastError(), scored.lastError().length, out);
    out.writeShort(scored.latent().length);
    StateFormat.writeFloats(scored.latent(), scored.latent().length, out);
    out.writeUTF(scored.model());
    out.writeBoolean(scored.shadow());
  }

  @Override
  public ScoredWindow read(DataInput in) throws IOException {
    Window window = WindowFormat.read(in);
    float score = in.readFloat();
    float[] featureError = new float[window.observed().length];
    float[] lastError = new float[window.observed().length];
    StateFormat.readFloats(featureError, featureError.length, in);
    StateFormat.readFloats(lastError, lastError.length, in);
    float[] latent = new float[in.readUnsignedShort()];
    StateFormat.readFloats(latent, latent.length, in);
    return new ScoredWindow(
        window, score, featureError, lastError, latent, in.readUTF(), in.readBoolean());
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
