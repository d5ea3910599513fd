package io.tidemark.pipeline.control;

import io.tidemark.schemas.Silence;
import org.jspecify.annotations.Nullable;

/**
 * The newest record of a silence.
 *
 * @param id which silence
 * @param silence null where it is forgotten
 */
public record SilenceChange(String id, @Nullable Silence silence) implements Steering {}
