package io.tidemark.console.store;

import io.tidemark.console.fleet.Reading;

/** A score that is kept with an incident. */
public record ScorePoint(String alertId, Reading reading) {}
