package io.tidemark.console.store;

import io.tidemark.console.fleet.Reading;

/** A score that belongs to the story of an incident. */
public record ScorePoint(String alertId, Reading reading) {}
