/**
 * The history in an embedded database: incidents, their messages and scores, feedback, and how far
 * Kafka was read, in one transaction.
 */
@NullMarked
package io.tidemark.console.store;

import org.jspecify.annotations.NullMarked;
