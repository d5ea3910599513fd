/** Puts events on Kafka at the pace of their own time, or as fast as it goes. */
@NullMarked
package io.tidemark.cli.replay;

import org.jspecify.annotations.NullMarked;
