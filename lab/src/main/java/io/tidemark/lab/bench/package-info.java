/** Benchmarks that need a broker and a generator beside the measured process. */
@NullMarked
package io.tidemark.lab.bench;

import org.jspecify.annotations.NullMarked;
