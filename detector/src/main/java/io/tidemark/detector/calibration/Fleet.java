package io.tidemark.detector.calibration;

import io.tidemark.detector.linear.Covariance;
import io.tidemark.detector.model.FleetStatistics;
import java.util.EnumMap;
import java.util.Map;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/** What keys borrow from the fleet of their model. Immutable once its shapes are made. */
final class Fleet {
  /** As many windows of a key's own weigh as much as the ball. */
  private static final double WEIGHT = 30;

  private final FleetStatistics statistics;
  private final Map<Part, Shape> shapes = new EnumMap<>(Part.class);

  Fleet(FleetStatistics statistics) {
    this.statistics = statistics;
  }

  /** Whether keys can do without a shape of their own. */
  boolean knows(Part part, int length) {
    return known(part, length) != null;
  }

  /** The shape of a key that has none of its own; made at the first call for a part. */
  Shape shape(Part part, int length) {
    return shapes.computeIfAbsent(
        part,
        missing -> {
          float[] known = known(part, length);
          return Shape.of(
              part, known == null ? CommonOps_DDRM.identity(length) : Covariance.of(known, length));
        });
  }

  /** The shape of a key with these vectors, of whose fleet nothing is known: drawn to a ball. */
  static Shape own(Part part, Covariance own, int length) {
    return part == Part.COMPANION
        ? Shape.of(part, own.drawnTowards(null, 0))
        : Shape.of(part, own.drawnTowards(Covariance.ball(length), WEIGHT));
  }

  private float @Nullable [] known(Part part, int length) {
    float[] packed = part.covariance(statistics);
    return packed.length == length * (length + 1) / 2 ? packed : null;
  }
}
