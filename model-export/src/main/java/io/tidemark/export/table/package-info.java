/**
 * Tables as event streams: CSV rows become the Avro events of a definition, so that training,
 * evaluation and replay hand the very same events to the detection core as the job gets from Kafka.
 * Comes before training and evaluation.
 */
@NullMarked
package io.tidemark.export.table;

import org.jspecify.annotations.NullMarked;
