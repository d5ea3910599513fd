package io.tidemark.export.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.schemas.FeatureDeviation;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ticks of a second; an incident that opens with the tick of second s has opened at s + 1. */
class IncidentStatisticsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int LAST = 1000;

  @Test
  void anIncidentBelongsToTheEventInWhichItOpens() {
    IncidentStatistics found = count(List.of(event(100, 200)), incident(150, 230));

    assertThat(found).isEqualTo(new IncidentStatistics(1, 0, 0, List.of(30.0)));
  }

  @Test
  void theFirstAndTheLastTickOfAnEventAreInIt() {
    List<LabelledEvent> events = List.of(event(100, 200));

    assertThat(count(events, incident(100, 120)).found()).isEqualTo(1);
    assertThat(count(events, incident(200, 220)).found()).isEqualTo(1);
    assertThat(count(events, incident(99, 120)).falseIncidents()).isEqualTo(1);
  }

  @Test
  void furtherIncidentsOfAnEventAreDuplicatesTheGraceAfterItIncluded() {
    IncidentStatistics found =
        count(
            List.of(event(100, 200)),
            incident(110, 120),
            incident(150, 190),
            incident(205, 215),
            incident(215, 220));

    assertThat(found).isEqualTo(new IncidentStatistics(1, 2, 1, List.of(15.0)));
  }

  @Test
  void anIncidentInTheGraceAloneFindsNothingAndIsNotFalse() {
    IncidentStatistics found = count(List.of(event(100, 200)), incident(205, 215));

    assertThat(found).isEqualTo(new IncidentStatistics(0, 0, 0, List.of()));
  }

  @Test
  void anIncidentInTheGraceOfOneEventAndInAnotherBelongsToTheOther() {
    IncidentStatistics found =
        count(List.of(event(100, 200), event(205, 300)), incident(150, 160), incident(206, 290));

    assertThat(found).isEqualTo(new IncidentStatistics(2, 0, 0, List.of(-40.0, -10.0)));
  }

  @Test
  void anIncidentThatIsStillOpenCountsToTheLastTick() {
    IncidentStatistics found = count(List.of(event(100, 200)), incident(150, null));

    assertThat(found.closeDelays()).containsExactly(LAST - 200.0);
  }

  @Test
  void anExplanationIsRightWhenItsFirstFeatureIsConcerned() {
    List<LabelledPeriod> labelled =
        List.of(concerned(100, 200, "a", "b"), concerned(300, 400), concerned(500, 600, "c"));
    List<IncidentRecord> incidents =
        List.of(
            incident(150, 160, "b", "c"),
            incident(205, 210, "c"),
            incident(250, 260, "a"),
            incident(350, 360, "a"),
            incident(550, 560, "c", "a"));

    ExplanationStatistics explained =
        ExplanationStatistics.of(incidents, labelled, GRACE, List.of("a", "b", "c", "d"));

    assertThat(explained.known()).isEqualTo(3);
    assertThat(explained.right()).isEqualTo(2);
    assertThat(explained.share()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(explained.chance()).isCloseTo((0.5 + 0.5 + 0.25) / 3, within(1e-9));
  }

  private static IncidentStatistics count(List<LabelledEvent> events, IncidentRecord... incidents) {
    return IncidentStatistics.of(events, List.of(incidents), TICK, GRACE, time(LAST));
  }

  private static LabelledEvent event(int first, int last) {
    return LabelledEvent.watched(time(first), time(last), new Span(first, last));
  }

  private static LabelledPeriod concerned(int first, int last, String... features) {
    return new LabelledPeriod(new Period(time(first), time(last)), Set.of(features));
  }

  /**
   * @param openedWith second of its first tick
   * @param resolved second; null while it is open
   */
  private static IncidentRecord incident(
      int openedWith, @Nullable Integer resolved, String... features) {
    return new IncidentRecord(
        "id",
        "key",
        time(openedWith + 1),
        List.of(),
        resolved == null ? null : time(resolved),
        Severity.LOW,
        1,
        1,
        Arrays.stream(features)
            .map(name -> new FeatureDeviation(name, null, 0.0, 0.0, 0.5, null, null, null))
            .toList());
  }

  private static Instant time(int second) {
    return START.plusSeconds(second);
  }
}
