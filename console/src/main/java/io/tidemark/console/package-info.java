/** The console: Kafka, history, fleet and page put together. */
@NullMarked
package io.tidemark.console;

import org.jspecify.annotations.NullMarked;
