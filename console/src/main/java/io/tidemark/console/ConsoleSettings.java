package io.tidemark.console;

import io.tidemark.console.web.Access;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a console runs.
 *
 * @param scoresTopic null where the job writes no scores
 * @param store folder of the history
 * @param stale when a key that falls silent counts as stale
 * @param retention how long incidents that ended are kept
 */
public record ConsoleSettings(
    String alertsTopic,
    @Nullable String scoresTopic,
    String feedbackTopic,
    Path store,
    Duration stale,
    Duration retention,
    Access access) {}
