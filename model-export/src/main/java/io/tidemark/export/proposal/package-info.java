/**
 * Proposes a detector's definition from records as they are: which mapping reads them, which field
 * is the key, the time and a feature, how each feature is aggregated, and how windows are cut.
 * Knows no Kafka.
 */
@NullMarked
package io.tidemark.export.proposal;

import org.jspecify.annotations.NullMarked;
