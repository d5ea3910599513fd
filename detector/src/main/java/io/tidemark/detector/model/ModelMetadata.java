package io.tidemark.detector.model;

import io.tidemark.detector.definition.Baseline;
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
    FleetStatistics fleet) {

  public ModelMetadata {
    features = List.copyOf(features);
    units = Map.copyOf(units);
    golden = List.copyOf(golden);
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
        FleetStatistics.UNKNOWN);
  }

  /** This metadata with another fleet. */
  public ModelMetadata withFleet(FleetStatistics other) {
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
        other);
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
