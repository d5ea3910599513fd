/** Measures what people get of incidents whose faults are known: how many messages, and when. */
@NullMarked
package io.tidemark.lab.noise;

import org.jspecify.annotations.NullMarked;
