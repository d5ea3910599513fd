package io.tidemark.export.table;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.ObservationExtractor;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.tick.TextHash;
import io.tidemark.schemas.EpochMicros;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a detector sees them that maps its topic's records: a row has each feature's value in the
 * column of the feature's name. An empty cell, and NaN in a numeric one, is an absent value.
 */
final class FeatureTable {
  private final String detector;
  private final List<Feature> features;
  private final int[] columns;

  /**
   * @throws io.tidemark.detector.definition.DefinitionException when a feature has no column
   */
  FeatureTable(DetectorDefinition definition, TableHeader header) {
    detector = definition.name();
    features = definition.features();
    columns = new int[features.size()];
    for (int i = 0; i < columns.length; i++) {
      String name = features.get(i).name();
      columns[i] = header.position(name);
      if (columns[i] < 0) {
        throw TableEvents.missing(header, name, "feature " + name);
      }
    }
  }

  /** The row as an observation; null where it has no feature. */
  @Nullable Observation observation(TableRow row) throws InvalidEventException {
    ObservationExtractor.requireUsable(row.key());
    double[] values = new double[columns.length];
    boolean any = false;
    for (int i = 0; i < values.length; i++) {
      values[i] = value(row, i);
      any |= !Double.isNaN(values[i]);
    }
    return any
        ? new Observation(
            detector,
            row.key(),
            EpochMicros.of(row.time()),
            values,
            new SourcePosition(0, row.number()))
        : null;
  }

  private double value(TableRow row, int feature) {
    String cell = row.cells().get(columns[feature]);
    return switch (features.get(feature).aggregate()) {
      case COUNT -> Cells.absent(cell) ? Double.NaN : 1;
      case DISTINCT -> Cells.absent(cell) ? Double.NaN : TextHash.of(cell);
      default -> {
        Double number = Cells.number(row, columns[feature]);
        yield number == null ? Double.NaN : number;
      }
    };
  }
}
