package io.tidemark.export.window;

import java.util.List;

/**
 * Windows of one shape.
 *
 * @param length W
 * @param features F
 * @param values each {@code [W,F]} row-major; not copied
 */
public record WindowSet(int length, int features, List<float[]> values) {
  public int size() {
    return values.size();
  }
}
