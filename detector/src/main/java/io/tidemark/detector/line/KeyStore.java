package io.tidemark.detector.line;

/** Where the keys of a line keep what they remember. */
public interface KeyStore {
  /** What the key that is being observed has learned of its models; the same object until saved. */
  KeyModels models();

  /**
   * Called when all windows of a key are judged: its state has changed, and nothing refers to it
   * any more.
   */
  void judged(String key, KeyState state);
}
