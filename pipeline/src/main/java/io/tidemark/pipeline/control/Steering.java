package io.tidemark.pipeline.control;

/** What comes to an operator beside its elements. */
public sealed interface Steering permits ModelChange, FeedbackGiven {}
