/**
 * From Kafka: reads the alerts and, where there are any, the scores, and hands them to the store.
 */
@NullMarked
package io.tidemark.console.intake;

import org.jspecify.annotations.NullMarked;
