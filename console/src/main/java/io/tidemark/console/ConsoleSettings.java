package io.tidemark.console;

import io.tidemark.console.detector.Job;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.store.StoreLimit;
import io.tidemark.console.web.Access;
import io.tidemark.schemas.registry.RegistrySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a console runs.
 *
 * @param scoresTopic null where the job writes no scores
 * @param coverageTopic where the job says whether keys are watched; it may be missing
 * @param silencesTopic of silences; where it is missing there are none
 * @param actionsTopic of what people do about incidents
 * @param store folder of the history
 * @param limit of the history; null for what suits the disk
 * @param stale when a key that falls silent counts as stale
 * @param retention how long incidents and keys are kept that are not heard of
 * @param situations which incidents belong together on the page; null where none do
 * @param job what its configuration says; null where that is not known
 * @param registry where schemas are, for records in Confluent's wire format; null: nowhere
 */
public record ConsoleSettings(
    String alertsTopic,
    @Nullable String scoresTopic,
    String feedbackTopic,
    String coverageTopic,
    String silencesTopic,
    String actionsTopic,
    Path store,
    @Nullable StoreLimit limit,
    Duration stale,
    Duration retention,
    Access access,
    @Nullable SituationRules situations,
    @Nullable Job job,
    @Nullable RegistrySettings registry) {
  /** The topics that it reads. */
  List<String> topicsRead() {
    return scoresTopic == null ? List.of(alertsTopic) : List.of(alertsTopic, scoresTopic);
  }
}
