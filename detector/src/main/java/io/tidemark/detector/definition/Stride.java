package io.tidemark.detector.definition;

/**
 * Ticks from one scored window of a key to the next. Where {@code min} and {@code max} differ, the
 * stride is adaptive: {@code max} while the key is calm and {@code min} while its last ticks are
 * unusual.
 *
 * @param min while the key is unusual
 * @param max while it is calm
 */
public record Stride(int min, int max) {
  private static final int MAX = WindowSpec.MAX_LENGTH;

  public Stride {
    Check.range(min == max ? "window.stride" : "window.stride.adaptive.min", min, 1, MAX);
    Check.range(min == max ? "window.stride" : "window.stride.adaptive.max", max, min, MAX);
  }

  /** The same for calm and unusual keys. */
  public static Stride fixed(int ticks) {
    return new Stride(ticks, ticks);
  }

  public boolean adaptive() {
    return max > min;
  }
}
