package io.tidemark.export.evaluation;

import io.tidemark.detector.window.Unwatched;
import io.tidemark.export.page.Page;
import io.tidemark.schemas.Sensitivity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What-if: judges a recorded table of scores by other thresholds, without inference. */
public final class Tuning {
  private final RecordedScores scores;
  private final TuningOptions options;
  private final UnmatchedPeriods unmatched;
  private final List<List<LabelledEvent>> events = new ArrayList<>();

  /** Of the keys without a verdict, of which no threshold finds an event. */
  private final List<EventStatistics> unjudged = new ArrayList<>();

  private final List<JudgedSpans> judged = new ArrayList<>();
  private final JudgedCounts judgedInAll;
  private final double daysOfAKey;
  private final List<TuningPoint> points = new ArrayList<>();
  private final Map<Sensitivity, TuningPoint> named = new EnumMap<>(Sensitivity.class);

  private Tuning(RecordedScores scores, TuningOptions options) {
    this.scores = scores;
    this.options = options;
    Path file = options.events();
    EventPeriods periods = file == null ? null : EventPeriods.read(file);
    unmatched =
        periods == null ? UnmatchedPeriods.NONE : periods.unmatched(scores.names(), scores.span());
    JudgedCounts all = JudgedCounts.NONE;
    for (RecordedScores.Key key : scores.keys()) {
      events.add(events(key, periods));
      JudgedSpans spans =
          new JudgedSpans(key, options.judged() == null ? List.of() : options.judged());
      judged.add(spans);
      all = spans.addTo(all);
    }
    judgedInAll = all;
    for (RecordedScores.Key key : scores.unjudged()) {
      unjudged.add(
          EventStatistics.of(new double[0], events(key, periods), new boolean[0], options.rules()));
    }
    daysOfAKey = scores.days() / scores.keys().size();
    ThresholdSweep.THRESHOLDS.forEach(threshold -> points.add(point(threshold)));
    for (Sensitivity sensitivity : Sensitivity.values()) {
      named.put(sensitivity, point(sensitivity.evidence()));
    }
  }

  private List<LabelledEvent> events(RecordedScores.Key key, @Nullable EventPeriods periods) {
    return periods == null
        ? List.of()
        : key.ticks.within(periods.of(key.name, key.span, scores.span()), scores.every());
  }

  /**
   * Tries all methods.
   *
   * @param scores a {@code scores.csv}
   * @throws io.tidemark.detector.definition.DefinitionException when scores or events cannot be
   *     read
   */
  public static Tuning of(Path scores, TuningOptions options) {
    return new Tuning(RecordedScores.read(scores), options);
  }

  /** The table, with the suggestion. */
  public String text() {
    return TuningTable.text(this);
  }

  /** As JSON. */
  public String json() {
    return TuningTable.json(this).toPrettyString();
  }

  /** Writes a page of its own with the curves. */
  public void writePage(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    new Page(Tuning.class, "tuning").write(TuningTable.json(this), file);
  }

  List<TuningPoint> points() {
    return points;
  }

  boolean hasEvents() {
    return options.events() != null;
  }

  /** What each sensitivity would have done, the lowest first. */
  Map<Sensitivity, TuningPoint> named() {
    return named;
  }

  /** The sensitivity to try, chosen as {@link #suggestion} is. */
  Sensitivity suggestedName() {
    TuningPoint best = best(named.values());
    return named.entrySet().stream()
        .filter(entry -> entry.getValue() == best)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  boolean hasFeedback() {
    return options.judged() != null;
  }

  /** Judged incidents of which at least one tick has a verdict. */
  JudgedCounts judged() {
    return judgedInAll;
  }

  /** Judged incidents of which no tick has a verdict, which are not counted. */
  int judgedUnmatched() {
    List<JudgedIncident> known = options.judged();
    return known == null ? 0 : known.size() - judgedInAll.real() - judgedInAll.noise();
  }

  /** Labelled periods that are not counted. */
  UnmatchedPeriods unmatched() {
    return unmatched;
  }

  /** Events without a verdict, which no threshold finds, by the reason. */
  Map<Unwatched, Integer> eventsUnwatched() {
    return points.get(0).outcome().unwatched();
  }

  TuningOptions options() {
    return options;
  }

  int keys() {
    return scores.keys().size();
  }

  double daysOfAKey() {
    return daysOfAKey;
  }

  /**
   * The threshold to try, among those that keep the most incidents that were judged real. With
   * events, it is the one with the best event F1. Without, it is the most sensitive whose alerts
   * people can bear; if any incident was judged real, of those that raise the fewest that were
   * judged noise or expected.
   */
  TuningPoint suggestion() {
    return best(points);
  }

  private TuningPoint best(Collection<TuningPoint> choice) {
    int most = choice.stream().mapToInt(point -> point.raised().real()).max().orElseThrow();
    List<TuningPoint> keeping =
        choice.stream().filter(point -> point.raised().real() == most).toList();
    if (hasEvents()) {
      return keeping.stream().max(TuningPoint.BY_EVENTS).orElseThrow();
    }
    if (most > 0) {
      int fewest = keeping.stream().mapToInt(point -> point.raised().noise()).min().orElseThrow();
      keeping = keeping.stream().filter(point -> point.raised().noise() == fewest).toList();
    }
    Comparator<TuningPoint> byThreshold = Comparator.comparingDouble(TuningPoint::threshold);
    return keeping.stream()
        .filter(point -> quietFrom(point, choice))
        .min(byThreshold)
        .orElse(keeping.stream().max(byThreshold).orElseThrow());
  }

  /** Whether this threshold and all higher ones give few enough alerts. */
  private boolean quietFrom(TuningPoint from, Collection<TuningPoint> choice) {
    return choice.stream()
        .filter(point -> point.threshold() >= from.threshold())
        .allMatch(point -> point.alertsPerDay() <= options.alertsPerDay());
  }

  private TuningPoint point(double threshold) {
    List<EventStatistics> all = new ArrayList<>(unjudged);
    int alerts = 0;
    JudgedCounts raised = JudgedCounts.NONE;
    for (int k = 0; k < scores.keys().size(); k++) {
      RecordedScores.Key key = scores.keys().get(k);
      boolean[] open =
          ThresholdSweep.open(
              key.start(), key.secondsArray(), key.levelsArray(), key.matterArray(), threshold);
      alerts += Span.runs(open).size();
      raised = judged.get(k).addRaised(raised, open);
      all.add(EventStatistics.of(key.secondsArray(), events.get(k), open, options.rules()));
    }
    return new TuningPoint(threshold, alerts, alerts / daysOfAKey, EventCounts.of(all), raised);
  }
}
