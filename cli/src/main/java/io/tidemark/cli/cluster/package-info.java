/**
 * A Flink session cluster of separate JVMs for development and tests, and how jobs get onto one.
 */
@NullMarked
package io.tidemark.cli.cluster;

import org.jspecify.annotations.NullMarked;
