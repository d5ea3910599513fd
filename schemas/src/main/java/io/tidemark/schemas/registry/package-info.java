/**
 * Asks a schema registry with Confluent's REST interface for writers' schemas and for the ids of
 * this project's own.
 */
@NullMarked
package io.tidemark.schemas.registry;

import org.jspecify.annotations.NullMarked;
