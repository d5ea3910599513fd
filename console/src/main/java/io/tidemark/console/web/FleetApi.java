package io.tidemark.console.web;

import io.javalin.http.Context;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.fleet.FleetPage;
import io.tidemark.console.fleet.FleetQuery;
import io.tidemark.console.fleet.FleetRow;
import io.tidemark.console.fleet.Health;
import io.tidemark.console.fleet.Reading;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.PrintableText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fleet over HTTP, part by part. */
final class FleetApi {
  private static final int PAGE = 200;

  private final Fleet fleet;
  private final boolean scored;

  FleetApi(Fleet fleet, boolean scored) {
    this.fleet = fleet;
    this.scored = scored;
  }

  private record PageView(
      boolean scored,
      int total,
      int offset,
      Map<String, Map<Health, Integer>> counts,
      boolean leavesOut,
      List<RowView> rows) {}

  record RowView(
      String detector,
      String key,
      Health health,
      @Nullable Long windowEnd,
      @Nullable Double score,
      @Nullable Double threshold,
      @Nullable CoverageView coverage,
      @Nullable String incident) {

    static RowView of(FleetRow row) {
      Reading reading = row.reading();
      return new RowView(
          PrintableText.of(row.name().detector()),
          PrintableText.of(row.name().key()),
          row.health(),
          reading == null ? null : Long.valueOf(reading.windowEnd().toEpochMilli()),
          reading == null ? null : Json.finite(reading.score()),
          reading == null ? null : Json.finite(reading.threshold()),
          row.coverage() == null ? null : CoverageView.of(row.coverage()),
          row.alertId());
    }
  }

  record CoverageView(
      CoverageState state,
      @Nullable BlindReason reason,
      long since,
      @Nullable Integer learned,
      @Nullable Integer needed,
      @Nullable String detail) {

    static CoverageView of(Coverage coverage) {
      return new CoverageView(
          coverage.getState(),
          coverage.getReason(),
          coverage.getSince().toEpochMilli(),
          coverage.getLearned(),
          coverage.getNeeded(),
          coverage.getDetail());
    }
  }

  void page(Context request) {
    FleetQuery query =
        new FleetQuery(
            Parameters.text(request, "detector"),
            Parameters.choice(request, "health", Health.class),
            Parameters.text(request, "key"),
            Parameters.number(request, "offset", 0),
            Parameters.number(request, "limit", PAGE));
    FleetPage page = fleet.page(query);
    Json.answer(
        request,
        new PageView(
            scored || fleet.isCovered(),
            page.total(),
            query.offset(),
            page.counts().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        detector -> PrintableText.of(detector.getKey()),
                        Map.Entry::getValue,
                        (first, second) -> first,
                        TreeMap::new)),
            page.leavesOut(),
            page.rows().stream().map(RowView::of).toList()));
  }
}
