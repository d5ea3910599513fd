/**
 * Models that come and go while the job runs: commands from a topic, the gate that admits a file,
 * the switch at a checkpoint. Beside the line from source to sink.
 */
@NullMarked
package io.tidemark.pipeline.control;

import org.jspecify.annotations.NullMarked;
