package io.tidemark.pipeline.detect;

import io.tidemark.pipeline.config.Scoring;
import java.io.Serializable;
import java.time.Duration;

/**
 * How the lines of a job are made.
 *
 * @param files where the models of the configuration's definitions lie
 * @param scoring how windows are gathered into micro-batches
 * @param by what scores them
 * @param forgetAfter log time after which a silent key is forgotten
 * @param alertStart from when on alerts are sent
 */
public record LineSettings(
    ModelFiles files, Scoring scoring, BatchScoring by, Duration forgetAfter, AlertStart alertStart)
    implements Serializable {}
