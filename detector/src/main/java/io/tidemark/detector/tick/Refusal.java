package io.tidemark.detector.tick;

import io.tidemark.schemas.BlindReason;

/**
 * Why a record is a dead letter, for the key that it would have been of.
 *
 * @param reason what the key is blind for, where nothing else of it comes
 * @param certain whether the key is what the event says; false where it is only the key of a record
 *     that cannot be decoded
 */
public record Refusal(BlindReason reason, boolean certain) {}
