package io.tidemark.detector.definition;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a detector is. Read from YAML by {@link DefinitionReader}; valid by construction.
 *
 * @param name unique in a job; part of alert ids
 * @param events what it reads
 * @param features input of the model, in its order
 * @param window how windows are cut
 * @param baseline where normal comes from
 * @param model what scores windows; null: nothing, the linear companion judges them alone
 * @param score what makes the score of a window; not part of YAML
 * @param threshold how much evidence opens an incident
 * @param alerts when people hear of it
 * @param health what people hear of the sensors themselves
 * @param retrain when the trainer makes a new model; null for never
 */
public record DetectorDefinition(
    String name,
    EventSelection events,
    List<Feature> features,
    WindowSpec window,
    Baseline baseline,
    @Nullable ModelReference model,
    Score score,
    Threshold threshold,
    AlertPolicy alerts,
    Health health,
    @Nullable Retraining retrain) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** As many as the state of a key counts, and more than a model of this kind can use. */
  private static final int MOST_FEATURES = 1_000;

  public DetectorDefinition {
    if (!NAME.matcher(name).matches()) {
      throw DefinitionException.of(
          "name", "'" + name + "'", "up to 100 letters, digits, '.', '_' and '-'");
    }
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw DefinitionException.of("features", "an empty list", "at least one feature");
    }
    Check.range("features: how many", features.size(), 1, MOST_FEATURES);
    Check.range(
        "window.length times the number of features",
        (long) window.length() * features.size(),
        2,
        WindowSpec.MAX_VALUES);
    Set<String> names = new LinkedHashSet<>();
    for (Feature feature : features) {
      events.check(feature);
      if (!names.add(feature.name())) {
        throw DefinitionException.of(
            "features.name", feature.name(), "unique, and it stands twice");
      }
    }
    alerts.check(names, baseline);
    if (model == null) {
      requireNoModelOf(baseline, alerts);
    }
    if (retrain != null) {
      retrain.check(alerts);
    }
    boolean ownSeason = baseline.season().learned() && !baseline.season().equals(Season.AUTO);
    if (ownSeason && window.tick().compareTo(Season.LONGEST_TICK) > 0) {
      throw DefinitionException.of(
          "baseline.season",
          "a zone or holidays with window.tick: " + window.tick().toMinutes() + "m",
          "auto or off with ticks of more than an hour, which have no season");
    }
    if (baseline.per() == Baseline.Per.KEY && baseline.warmup() < window.length() + 1) {
      throw DefinitionException.of(
          "baseline.warmup",
          baseline.warmup(),
          "at least window.length + 1 = " + (window.length() + 1) + " with a baseline per key");
    }
  }

  /** Each key learns what is normal by itself; nothing else knows. */
  private static void requireNoModelOf(Baseline baseline, AlertPolicy alerts) {
    String accepted =
        "a model file (model.path) there; without one only the key itself knows what"
            + " is normal for it";
    if (baseline.per() != Baseline.Per.KEY) {
      throw DefinitionException.of("model", "none with baseline.per: " + baseline.per(), accepted);
    }
    if (alerts.duringWarmup()) {
      throw DefinitionException.of("model", "none with alerts.duringWarmup", accepted);
    }
  }

  /**
   * The file of its model.
   *
   * @throws DefinitionException when it has none
   */
  public Path modelFile() {
    if (model == null) {
      throw new DefinitionException(
          "model.path: is missing; detector " + name + " is judged without a model");
    }
    return model.path();
  }

  /** Which execution provider may run its models, also those that commands bring. */
  public ProviderPreference provider() {
    return model == null ? ProviderPreference.PREFER_CUDA : model.provider();
  }

  /** This detector with another model, or with none. */
  public DetectorDefinition withModel(@Nullable ModelReference other) {
    return new DetectorDefinition(
        name, events, features, window, baseline, other, score, threshold, alerts, health, retrain);
  }

  /** This detector with windows cut otherwise. */
  public DetectorDefinition withWindow(WindowSpec other) {
    return new DetectorDefinition(
        name, events, features, other, baseline, model, score, threshold, alerts, health, retrain);
  }

  /** This detector with another warm-up. */
  public DetectorDefinition withBaseline(Baseline other) {
    return new DetectorDefinition(
        name, events, features, window, other, model, score, threshold, alerts, health, retrain);
  }

  /** This detector with another score. */
  public DetectorDefinition withScore(Score other) {
    return new DetectorDefinition(
        name, events, features, window, baseline, model, other, threshold, alerts, health, retrain);
  }

  /** This detector with another threshold. */
  public DetectorDefinition withThreshold(Threshold other) {
    return new DetectorDefinition(
        name, events, features, window, baseline, model, score, other, alerts, health, retrain);
  }

  /** This detector with other rules for its sensors' health. */
  public DetectorDefinition withHealth(Health other) {
    return new DetectorDefinition(
        name, events, features, window, baseline, model, score, threshold, alerts, other, retrain);
  }

  /** Names of the features, in the model's order. */
  public List<String> featureNames() {
    return features.stream().map(Feature::name).toList();
  }
}
