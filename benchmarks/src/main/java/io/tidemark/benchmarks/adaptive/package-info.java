/** What an adaptive stride saves, and what it loses. */
@NullMarked
package io.tidemark.benchmarks.adaptive;

import org.jspecify.annotations.NullMarked;
