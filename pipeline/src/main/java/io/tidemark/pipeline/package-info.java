/**
 * The Flink job. {@link io.tidemark.pipeline.DetectionTopology} is the whole of it at a glance; the
 * packages below it follow the data: source, window, scoring, alert, sink.
 */
@NullMarked
package io.tidemark.pipeline;

import org.jspecify.annotations.NullMarked;
