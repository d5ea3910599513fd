package io.tidemark.pipeline.control;

/** What reaches every subtask of an operator by broadcast. */
public sealed interface Steering permits ModelChange, FeedbackGiven, SilenceChange {}
