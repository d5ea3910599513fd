package io.tidemark.console;

import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.schemas.AlertFeedback;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts the feedback that Kafka has taken. Each known detector is shown from the start, so that
 * the first verdict is an increase too.
 */
final class CountedFeedback implements FeedbackSink {
  private static final int MOST_DETECTORS = 100;
  private static final String OTHERS = "(others)";
  private static final String WITHDRAWN = "withdrawn";
  private static final List<String> VERDICTS = verdicts();

  private final FeedbackSink sink;
  private final Map<String, Map<String, LongAdder>> byDetector = new ConcurrentHashMap<>();

  private CountedFeedback(FeedbackSink sink) {
    this.sink = sink;
  }

  /**
   * Counts what goes to a sink.
   *
   * @param detectors those that are known
   */
  static CountedFeedback of(FeedbackSink sink, Supplier<List<String>> detectors, Metrics metrics) {
    CountedFeedback counted = new CountedFeedback(sink);
    metrics.counter(
        "tidemark_console_feedback_total",
        "Feedback that people gave on this console since the start",
        values -> {
          detectors.get().forEach(counted::of);
          counted.byDetector.forEach(
              (detector, counts) ->
                  counts.forEach((verdict, count) -> values.set(count.sum(), detector, verdict)));
        },
        "detector",
        "verdict");
    return counted;
  }

  private static List<String> verdicts() {
    List<String> verdicts = new ArrayList<>(List.of(WITHDRAWN));
    for (Verdict verdict : Verdict.values()) {
      verdicts.add(label(verdict));
    }
    return verdicts;
  }

  private static String label(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private Map<String, LongAdder> of(String detector) {
    String name = PrintableText.oneLine(detector);
    boolean fits = byDetector.size() < MOST_DETECTORS || byDetector.containsKey(name);
    return byDetector.computeIfAbsent(fits ? name : OTHERS, first -> zeros());
  }

  private static Map<String, LongAdder> zeros() {
    Map<String, LongAdder> zeros = new ConcurrentHashMap<>();
    VERDICTS.forEach(verdict -> zeros.put(verdict, new LongAdder()));
    return zeros;
  }

  @Override
  public void send(AlertFeedback feedback) throws IOException {
    sink.send(feedback);
    String verdict = feedback.getWithdrawn() ? WITHDRAWN : label(feedback.getVerdict());
    of(feedback.getDetector()).computeIfAbsent(verdict, first -> new LongAdder()).increment();
  }

  @Override
  public void close() {
    sink.close();
  }
}
