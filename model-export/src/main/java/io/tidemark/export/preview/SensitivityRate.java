package io.tidemark.export.preview;

import io.tidemark.schemas.Sensitivity;

/**
 * How many incidents the history has at a sensitivity.
 *
 * @param incidents incidents of all keys, at least 0
 * @param perDay incidents a day of the whole detector; NaN where no key has a verdict
 */
public record SensitivityRate(Sensitivity sensitivity, int incidents, double perDay) {}
