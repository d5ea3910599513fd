/**
 * The contracts on Kafka: events in, alerts, scores, late events and dead letters out, all
 * generated from {@code src/main/avro}. The wire formats they travel in are in {@code wire}. A
 * leaf: everything else may depend on it. Not null-marked, since Avro's generated code is not.
 */
package io.tidemark.schemas;
