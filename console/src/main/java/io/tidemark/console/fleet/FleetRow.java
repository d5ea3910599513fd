package io.tidemark.console.fleet;

import io.tidemark.schemas.Coverage;
import org.jspecify.annotations.Nullable;

/**
 * One key in the fleet.
 *
 * @param reading its newest score; null where scores are not read or none has come
 * @param coverage whether it is watched and why not; null where nothing is known of that
 * @param alertId of the incident that opened last of those that last; null where none does
 */
public record FleetRow(
    KeyName name,
    Health health,
    @Nullable Reading reading,
    @Nullable Coverage coverage,
    @Nullable String alertId) {}
