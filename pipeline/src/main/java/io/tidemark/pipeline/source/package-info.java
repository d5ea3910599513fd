/**
 * From Kafka records to observations and dead letters, with event time a partition. First room of
 * the job.
 */
@NullMarked
package io.tidemark.pipeline.source;

import org.jspecify.annotations.NullMarked;
