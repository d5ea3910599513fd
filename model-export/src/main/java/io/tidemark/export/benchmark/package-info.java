/** What training costs, against the plainest loop that fits the same network. */
@NullMarked
package io.tidemark.export.benchmark;

import org.jspecify.annotations.NullMarked;
