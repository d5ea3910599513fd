/** What a key costs in state: bytes, checkpoint and restore time, events a second. */
@NullMarked
package io.tidemark.lab.state;

import org.jspecify.annotations.NullMarked;
