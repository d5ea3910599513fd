package io.tidemark.export.proposal;

import io.tidemark.detector.definition.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * A feature that is proposed.
 *
 * @param candidate where its values come from
 * @param aggregate how the values of a tick become one
 * @param still whether it normally never moves
 * @param unit shown in alerts; null where none is known
 * @param note for the reader of the definition; null for nothing
 */
record FeatureChoice(
    Candidate candidate,
    Aggregate aggregate,
    boolean still,
    @Nullable String unit,
    @Nullable String note) {}
