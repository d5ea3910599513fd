package io.tidemark.detector.line;

import com.dynatrace.hash4j.hashing.Hashing;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;

/** Fingerprint of all in a definition that gives a key's state its meaning. */
public final class StateShape {
  private StateShape() {}

  /** Equal where a key's state means the same to both definitions. */
  public static long of(DetectorDefinition definition) {
    StringBuilder text = new StringBuilder();
    text.append(definition.window().tick().toMillis())
        .append(' ')
        .append(definition.window().length())
        .append(' ')
        .append(definition.baseline().per());
    for (Feature feature : definition.features()) {
      text.append('\n').append(feature.input()).append(' ').append(feature.aggregate());
    }
    return Hashing.komihash5_0().hashCharsToLong(text);
  }
}
