/**
 * What a job is to do: pipeline.yaml and the detectors it names, as validated records that travel
 * to the cluster.
 */
@NullMarked
package io.tidemark.pipeline.config;

import org.jspecify.annotations.NullMarked;
