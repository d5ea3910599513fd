package io.tidemark.export.preview;

import io.tidemark.detector.DetectorLine;
import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Unwatched;
import io.tidemark.detector.window.Window;
import io.tidemark.export.window.InputProfile;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A history that went through the line of a detector as it is defined. */
final class JudgedHistory implements LineListener {
  private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final DetectorDefinition definition;
  private final InputProfile profile;
  private final IncidentLog incidents = new IncidentLog();
  private final Map<String, JudgedKey> keys = new TreeMap<>();

  private JudgedHistory(DetectorDefinition definition) {
    this.definition = definition;
    profile = new InputProfile(definition);
  }

  /**
   * @param observations in the order of time, as on a topic
   */
  static JudgedHistory of(
      DetectorDefinition definition, OnnxModel model, List<Observation> observations) {
    JudgedHistory history = new JudgedHistory(definition);
    for (Observation observation : observations) {
      history.profile.add(observation);
      history
          .keys
          .computeIfAbsent(observation.key(), key -> new JudgedKey(key, definition))
          .observed(observation);
    }
    run(definition, model, observations, history);
    return history;
  }

  /**
   * The incidents of a history that a detector would have reported.
   *
   * @param observations in the order of time, as on a topic
   */
  static IncidentLog incidents(
      DetectorDefinition definition, OnnxModel model, List<Observation> observations) {
    IncidentLog log = new IncidentLog();
    run(definition, model, observations, log);
    return log;
  }

  private static void run(
      DetectorDefinition definition,
      OnnxModel model,
      List<Observation> observations,
      LineListener listener) {
    DetectorLine line = new DetectorLine(definition, model, listener);
    observations.forEach(line::add);
    line.finish();
  }

  @Override
  public void judged(Verdict verdict, LineModel model) {
    Window window = verdict.scored().window();
    key(window.key()).judged(window);
  }

  @Override
  public void unwatched(String key, long endMillis, Unwatched reason) {
    key(key).unwatched(endMillis, reason);
  }

  @Override
  public void late(Observation observation, long lateMillis) {
    profile.late(observation);
    key(observation.key()).late(observation);
  }

  @Override
  public void alert(AnomalyAlert alert) {
    incidents.alert(alert);
  }

  private JudgedKey key(String name) {
    return Objects.requireNonNull(keys.get(name), name);
  }

  DetectorDefinition definition() {
    return definition;
  }

  IncidentLog incidents() {
    return incidents;
  }

  /** By name. */
  Collection<JudgedKey> keys() {
    return keys.values();
  }

  /** Why no key has a verdict, in words that follow a colon. */
  String whyNone() {
    return profile.whyNoWindow();
  }

  /** From the first verdict of a key to the last; null without one. */
  @Nullable TimeSpan judgedSpan() {
    long from = keys.values().stream().flatMapToLong(JudgedHistory::first).min().orElse(0);
    return keys.values().stream()
        .filter(JudgedKey::hasVerdict)
        .mapToLong(JudgedKey::last)
        .max()
        .stream()
        .mapToObj(to -> TimeSpan.ofMillis(from, to))
        .findFirst()
        .orElse(null);
  }

  private static LongStream first(JudgedKey key) {
    return key.hasVerdict() ? LongStream.of(key.first()) : LongStream.empty();
  }

  /**
   * How many incidents a day that is for the whole detector, had all keys with a verdict been
   * judged all the time; NaN without such a key.
   */
  double perDay(int count) {
    long tick = definition.window().tick().toMillis();
    double days = 0;
    int judged = 0;
    for (JudgedKey key : keys.values()) {
      if (key.hasVerdict()) {
        judged++;
        days += (key.last() - key.first() + tick) / DAY_MILLIS;
      }
    }
    return judged == 0 ? Double.NaN : count / days * judged;
  }
}
