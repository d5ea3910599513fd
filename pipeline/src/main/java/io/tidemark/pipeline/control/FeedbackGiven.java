package io.tidemark.pipeline.control;

import io.tidemark.schemas.AlertFeedback;

/**
 * What a person said of an incident.
 *
 * @param feedback as it was read
 */
public record FeedbackGiven(AlertFeedback feedback) implements Steering {}
