package io.tidemark.detector.model;

import io.tidemark.detector.definition.Baseline;
import io.tidemark.detector.definition.WindowSpec;
import io.tidemark.detector.window.FleetFeatures;
import io.tidemark.schemas.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a model file says of itself in its {@code metadata_props}.
 *
 * @param name detector it was trained for
 * @param version version of the model, told in alerts
 * @param createdAt when it was exported
 * @param architecture such as {@code lstm}
 * @param features names, in input order
 * @param units unit by feature name, where known
 * @param windowLength W
 * @param tick length of a tick
 * @param baseline what the input is: the key's standard scores, or raw units
 * @param trainingDigest SHA-256 of the training data, hexadecimal
 * @param quantiles score quantiles of normal data
 * @param golden windows with their scores, by which a provider proves that it computes the same
 * @param fleet how the normal windows of the keys it was trained on spread
 * @param fleetFeatures what the features of those keys do
 */
public record ModelMetadata(
    String name,
    String version,
    Instant createdAt,
    String architecture,
    List<String> features,
    Map<String, String> units,
    int windowLength,
    Duration tick,
    Baseline.Per baseline,
    String trainingDigest,
    ScoreQuantiles quantiles,
    List<GoldenWindow> golden,
    FleetStatistics fleet,
    FleetFeatures fleetFeatures) {

  /** Of any of its texts: they are kept in state and told in alerts. */
  private static final int LONGEST_TEXT = 200;

  private static final int MOST_FEATURES = 1_000;

  /** All are scored in one batch. */
  private static final int MOST_GOLDEN = 100;

  public ModelMetadata {
    requireText("name", name);
    requireText("version", version);
    requireText("architecture", architecture);
    requireText("trainingDigest", trainingDigest);
    features.forEach(feature -> requireText("features", feature));
    units.forEach(
        (feature, unit) -> {
          requireText("units", feature);
          requireText("units", unit);
        });
    requireRange("features", features.size(), 1, MOST_FEATURES);
    requireRange("windowLength", windowLength, 1, WindowSpec.MAX_LENGTH);
    requireRange(
        "windowLength times the number of features",
        windowLength * features.size(),
        1,
        WindowSpec.MAX_VALUES);
    requireRange("goldenWindows", golden.size(), 0, MOST_GOLDEN);
    if (fleetFeatures.size() > 0) {
      requireRange("fleetWander", fleetFeatures.size(), features.size(), features.size());
    }
    features = List.copyOf(features);
    units = Map.copyOf(units);
    golden = List.copyOf(golden);
    fleetFeatures = fleetFeatures.withCovariance(fleet.ofLatestTick(features.size()));
  }

  private static void requireText(String field, String text) {
    if (text.length() > LONGEST_TEXT || !PrintableText.of(text).equals(text)) {
      throw new ModelException(
          "metadata tidemark.%s: '%s' is not accepted; it must be up to %d printable characters"
              .formatted(field, PrintableText.of(text, LONGEST_TEXT), LONGEST_TEXT));
    }
  }

  private static void requireRange(String field, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ModelException(
          "metadata tidemark.%s: %,d is not accepted; it must be from %d to %,d"
              .formatted(field, value, min, max));
    }
  }

  /** Of a model that knows no fleet. */
  public ModelMetadata(
      String name,
      String version,
      Instant createdAt,
      String architecture,
      List<String> features,
      Map<String, String> units,
      int windowLength,
      Duration tick,
      Baseline.Per baseline,
      String trainingDigest,
      ScoreQuantiles quantiles,
      List<GoldenWindow> golden) {
    this(
        name,
        version,
        createdAt,
        architecture,
        features,
        units,
        windowLength,
        tick,
        baseline,
        trainingDigest,
        quantiles,
        golden,
        FleetStatistics.UNKNOWN,
        FleetFeatures.UNKNOWN);
  }

  /** This metadata with another fleet. */
  public ModelMetadata withFleet(FleetStatistics other, FleetFeatures otherFeatures) {
    return new ModelMetadata(
        name,
        version,
        createdAt,
        architecture,
        features,
        units,
        windowLength,
        tick,
        baseline,
        trainingDigest,
        quantiles,
        golden,
        other,
        otherFeatures);
  }

  /** As string properties for the file. */
  public Map<String, String> toProperties() {
    return MetadataProperties.write(this);
  }

  /**
   * From the file's properties.
   *
   * @throws ModelException when one is missing or malformed; the message names it
   */
  public static ModelMetadata fromProperties(Map<String, String> properties) {
    return MetadataProperties.read(properties);
  }
}
