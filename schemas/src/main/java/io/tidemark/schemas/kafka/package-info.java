/**
 * Reads Kafka topics in bounded memory, whatever producers have put into their compressed batches.
 */
@NullMarked
package io.tidemark.schemas.kafka;

import org.jspecify.annotations.NullMarked;
