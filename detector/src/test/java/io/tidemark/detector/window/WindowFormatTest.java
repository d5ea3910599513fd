package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowFormatTest {

  @Test
  void windowsOfEveryPhaseReadBackAsTheyWereWritten() throws IOException {
    List<Window> windows = new ArrayList<>();
    KeyWindows cut = new KeyWindows(Definitions.pump());
    KeyWindow state = cut.start();
    for (Observation observation : SensorStream.noisy("p1", 20, 99, 1)) {
      cut.add(state, observation, Long.MIN_VALUE);
    }
    cut.advance(state, "p1", Long.MAX_VALUE, windows::add);
    windows.add(Window.forgotten("pump", "p1"));
    assertThat(windows)
        .extracting(Window::phase)
        .contains(Window.Phase.CALIBRATION, Window.Phase.LIVE, Window.Phase.FORGOTTEN);
    assertThat(windows).anyMatch(window -> window.baseline() != null);
    assertThat(windows).anyMatch(window -> window.baseline() == null);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Window window : windows) {
      WindowFormat.write(window, new DataOutputStream(bytes));
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    for (Window window : windows) {
      assertThat(WindowFormat.read(in)).usingRecursiveComparison().isEqualTo(window);
    }
    assertThat(in.available()).isZero();
  }
}
