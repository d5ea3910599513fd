/**
 * A real Kafka broker in a JVM of its own, for development, demonstration and integration tests.
 */
@NullMarked
package io.tidemark.cli.broker;

import org.jspecify.annotations.NullMarked;
