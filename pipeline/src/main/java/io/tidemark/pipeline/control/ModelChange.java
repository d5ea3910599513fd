package io.tidemark.pipeline.control;

import io.tidemark.schemas.ModelAction;
import org.jspecify.annotations.Nullable;

/**
 * A command that was admitted, on its way to every subtask that scores.
 *
 * @param detector whose models change
 * @param action how
 * @param model the candidate, for an offer
 */
public record ModelChange(String detector, ModelAction action, @Nullable ModelFile model) {}
