/** What alert subscribers see: alerts read from Kafka, one readable line each. */
@NullMarked
package io.tidemark.console;

import org.jspecify.annotations.NullMarked;
