package io.tidemark.pipeline.detect;

import io.tidemark.pipeline.config.NotBefore;
import java.io.Serializable;
import java.time.Instant;

/**
 * From when on a job sends alerts, as it is submitted.
 *
 * @param notBefore what the configuration says
 * @param submitted when the job was submitted: its first start, unless a checkpoint knows of an
 *     earlier one
 */
public record AlertStart(NotBefore notBefore, Instant submitted) implements Serializable {
  /** Alerts about all records. */
  public static final AlertStart ALL = new AlertStart(NotBefore.NONE, Instant.EPOCH);
}
