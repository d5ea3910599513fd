package io.tidemark.benchmarks.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.window.KeyWindow;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured is a key's life after its warm-up. */
class FleetTest {

  @Test
  void theFirstEventThatIsMeasuredClosesATickOfALiveWindow() {
    Fleet fleet = new Fleet(1);
    KeyWindows windows = new KeyWindows(Fleet.definition());
    KeyWindow key = fleet.warmed(0, windows);
    List<Window> cut = new ArrayList<>();

    windows.add(key, fleet.event(0), Long.MIN_VALUE);
    windows.advance(key, Fleet.key(0), Fleet.closing(), cut::add);

    assertThat(cut).extracting(Window::phase).containsExactly(Window.Phase.LIVE);
  }
}
