package io.tidemark.detector.tick;

import com.dynatrace.hash4j.hashing.Hashing;

/** What stands for a text where only numbers go: to count different ones. */
public final class TextHash {
  private TextHash() {}

  /** A hash of 52 bits, which is exact in a double. */
  public static double of(String text) {
    return Hashing.komihash5_0().hashCharsToLong(text) >>> 12;
  }
}
