package io.tidemark.export.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the report draws of a key. A long series is thinned: of each stretch, the tick of the
 * highest score stays, so that no peak is lost.
 *
 * @param series the key's ticks
 * @param labels what is known of them
 * @param tickSeconds length of a tick
 * @param maxGap ticks without input over which the line is drawn on
 */
record KeyChart(KeySeries series, KeyLabels labels, double tickSeconds, int maxGap) {
  /**
   * @param points about as many as are drawn at most
   */
  ObjectNode toJson(int points) {
    List<ScoredTick> scored =
        series.ticks().stream().filter(tick -> !Double.isNaN(tick.score())).toList();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("key", series.key());
    int width = Math.max(1, (scored.size() + points - 1) / points);
    json.put("thinned", width > 1);
    lines(json, thinned(scored, width), width);
    intervals(json.putArray("alarms"), Span.runs(alarms(labels.samples())));
    ArrayNode events = json.putArray("events");
    labels
        .events()
        .forEach(event -> events.addArray().add(event.startSeconds()).add(event.endSeconds()));
    warmUp(json);
    return json;
  }

  /** From the key's first tick to its last, with a break wherever there is no score for long. */
  private void lines(ObjectNode json, List<ScoredTick> ticks, int width) {
    Lines lines = new Lines(json);
    double before = series.first().seconds();
    if (ticks.isEmpty() || ticks.get(0).seconds() > before) {
      lines.stop(before);
    }
    double gap = (maxGap + 1) * tickSeconds * width;
    for (ScoredTick tick : ticks) {
      if (tick.seconds() - before > gap) {
        lines.stop(before + tickSeconds);
      }
      before = tick.seconds();
      lines.add(tick);
    }
    if (series.last().seconds() > before) {
      lines.stop(series.last().seconds());
    }
  }

  private record Lines(ArrayNode time, ArrayNode score, ArrayNode threshold) {
    Lines(ObjectNode json) {
      this(json.putArray("time"), json.putArray("score"), json.putArray("threshold"));
    }

    void add(ScoredTick tick) {
      time.add(tick.seconds());
      score.add((float) shown(tick));
      if (Double.isNaN(tick.threshold())) {
        threshold.addNull();
      } else {
        threshold.add((float) tick.threshold());
      }
    }

    void stop(double seconds) {
      time.add(seconds);
      score.addNull();
      threshold.addNull();
    }
  }

  private void intervals(ArrayNode json, List<Span> spans) {
    for (Span span : spans) {
      json.addArray()
          .add(labels.samples().get(span.first()).seconds())
          .add(labels.samples().get(span.last()).seconds());
    }
  }

  private void warmUp(ObjectNode json) {
    if (labels.samples().isEmpty()) {
      return;
    }
    double from = series.first().seconds();
    double to = labels.samples().get(0).seconds();
    if (from < to) {
      json.putArray("warmUp").add(from).add(to);
    }
  }

  /** Of each stretch of {@code width} ticks the one of the highest score. */
  private static List<ScoredTick> thinned(List<ScoredTick> ticks, int width) {
    List<ScoredTick> kept = new ArrayList<>();
    for (int from = 0; from < ticks.size(); from += width) {
      ScoredTick highest = ticks.get(from);
      for (ScoredTick tick : ticks.subList(from, Math.min(from + width, ticks.size()))) {
        highest = shown(tick) > shown(highest) ? tick : highest;
      }
      kept.add(highest);
    }
    return kept;
  }

  /** The evidence; before the first verdict nothing. */
  private static double shown(ScoredTick tick) {
    return tick.judged() ? tick.evidence() : 0;
  }

  private static boolean[] alarms(List<ScoredTick> samples) {
    boolean[] alarms = new boolean[samples.size()];
    for (int i = 0; i < alarms.length; i++) {
      alarms[i] = samples.get(i).open();
    }
    return alarms;
  }
}
