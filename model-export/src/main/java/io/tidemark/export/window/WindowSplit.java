package io.tidemark.export.window;

/**
 * Windows to fit and, later in time, windows to judge the fit by.
 *
 * @param training what the network is fitted to
 * @param validation what it never sees
 */
public record WindowSplit(WindowSet training, WindowSet validation) {
  /** Both after scaling. */
  public WindowSplit scaledBy(Scaler scaler) {
    return new WindowSplit(scaler.apply(training), scaler.apply(validation));
  }
}
