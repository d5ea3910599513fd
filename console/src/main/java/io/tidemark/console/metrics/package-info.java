/** What a process shows to Prometheus. */
@NullMarked
package io.tidemark.console.metrics;

import org.jspecify.annotations.NullMarked;
