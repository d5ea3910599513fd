/** Alerts, dead letters, late events and scores to Kafka. Last room of the job. */
@NullMarked
package io.tidemark.pipeline.sink;

import org.jspecify.annotations.NullMarked;
