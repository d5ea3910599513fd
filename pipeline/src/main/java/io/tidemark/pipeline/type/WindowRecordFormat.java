package io.tidemark.pipeline.type;

import io.tidemark.detector.window.Window;
import io.tidemark.detector.window.WindowFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Binary form of a {@link Window}, for whoever breaks the chain behind the window operator. */
public final class WindowRecordFormat implements BinaryFormat<Window> {
  private static final long serialVersionUID = 1L;

  @Override
  public Class<Window> type() {
    return Window.class;
  }

  @Override
  public void write(Window window, DataOutput out) throws IOException {
    WindowFormat.write(window, out);
  }

  @Override
  public Window read(DataInput in) throws IOException {
    return WindowFormat.read(in);
  }

  @Override
  public boolean immutable() {
    return true;
  }
}
