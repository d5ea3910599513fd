package io.tidemark.detector.health;

/** For tests: nothing but the sensors is wrong. */
final class NoAnomaly implements OpenAnomaly {
  @Override
  public void settle() {}

  @Override
  public boolean openedNear(long millis) {
    return false;
  }

  @Override
  public boolean explainedBy(boolean[] features) {
    return false;
  }
}
