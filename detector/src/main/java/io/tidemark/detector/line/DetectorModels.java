package io.tidemark.detector.line;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models in use by one detector.
 *
 * @param serving judges every key that is calibrated for it
 * @param fallback judges keys that are not, and are for this one: the model that served before;
 *     null where there is none
 * @param shadow looks on; null where none does
 */
public record DetectorModels(
    LineModel serving, @Nullable LineModel fallback, @Nullable LineModel shadow) {
  /** One model, for good. */
  public static DetectorModels of(LineModel serving) {
    return new DetectorModels(serving, null, null);
  }

  List<LineModel> all() {
    return Stream.of(serving, fallback, shadow).filter(Objects::nonNull).toList();
  }

  Set<String> digests() {
    return all().stream().map(LineModel::digest).collect(Collectors.toUnmodifiableSet());
  }
}
