package io.tidemark.console.store;

import io.tidemark.console.fleet.KeyName;
import io.tidemark.console.fleet.Reading;
import io.tidemark.schemas.AnomalyAlert;
import java.util.List;
import java.util.Map;

/**
 * What is kept together or not at all.
 *
 * @param alerts in the order of their partitions
 * @param readings newest score of each key that had one
 * @param points scores of incidents
 * @param positions how far Kafka was read when all of this had been
 */
public record Batch(
    List<AnomalyAlert> alerts,
    Map<KeyName, Reading> readings,
    List<ScorePoint> points,
    List<Position> positions) {}
