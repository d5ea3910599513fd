package io.tidemark.schemas.feedback;

import io.tidemark.schemas.AlertFeedback;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thresholds that feedback has raised. An incident that was judged NOISE or EXPECTED doubles
 * the threshold of its key for incidents of its shape, those that the same feature leads; at most
 * {@link #MOST_STEPS} of them count. One that was judged REAL takes a step back. Of an incident the
 * newest feedback counts, so another verdict, or its withdrawal, takes back what the first one did.
 *
 * <p>Feedback counts for windows that end at least {@link #DELAY_MILLIS} after it was given. So
 * that they depend on the feedback and not on when it is read, thresholds are asked for as of a
 * time. What is kept is bounded: the newest feedback of each key, and the keys that were judged
 * last. For one thread.
 */
public final class RaisedThresholds {
  /** Steps by which a threshold is raised at most, each of which doubles it. */
  public static final int MOST_STEPS = 3;

  /** From feedback to the end of the first window that it counts for: time for it to be read. */
  public static final long DELAY_MILLIS = 60_000;

  /** Feedback of one key that is kept, the newest. */
  public static final int MOST_OF_KEY = 100;

  /** Feedback that is kept in all. */
  static final int MOST = 10_000;

  private final Map<Key, KeyFeedback> keys = new LinkedHashMap<>();
  private int size;

  private record Key(String detector, String key) {}

  /**
   * A threshold that feedback has raised.
   *
   * @param feature that leads the incidents concerned
   * @param factor how many times the usual threshold, over 1
   * @param judgements incidents of that shape whose judgement counts
   */
  public record Raised(String feature, int factor, int judgements) {}

  /** Takes feedback, in any order and also again. */
  public void take(AlertFeedback feedback) {
    Key name = new Key(feedback.getDetector(), feedback.getKey());
    KeyFeedback key = keys.remove(name);
    key = key == null ? new KeyFeedback() : key;
    size -= key.size();
    key.take(feedback);
    if (key.size() == 0) {
      return; // it is about no shape
    }
    keys.put(name, key); // the one judged last is last
    size += key.size();
    while (size > MOST) {
      Iterator<KeyFeedback> eldest = keys.values().iterator();
      size -= eldest.next().size();
      eldest.remove();
    }
  }

  /** Whether there is no feedback at all. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether there is feedback on a key. */
  public boolean concern(String detector, String key) {
    return !keys.isEmpty() && keys.containsKey(new Key(detector, key));
  }

  /**
   * How many times the usual threshold counts for a window that a feature leads: 1, 2, 4 or 8.
   *
   * @param endMillis end of the window, epoch milliseconds
   */
  public int factor(String detector, String key, String feature, long endMillis) {
    KeyFeedback known = keys.get(new Key(detector, key));
    return known == null ? 1 : 1 << known.steps(feature, endMillis);
  }

  /** The thresholds of a key that are raised for windows that end then, by feature. */
  public List<Raised> of(String detector, String key, long endMillis) {
    KeyFeedback known = keys.get(new Key(detector, key));
    return known == null ? List.of() : known.raised(endMillis);
  }

  /** What is kept, in order of time, without comments and authors. */
  public List<AlertFeedback> all() {
    return keys.values().stream()
        .flatMap(KeyFeedback::all)
        .sorted(Comparator.comparing(AlertFeedback::getTime))
        .toList();
  }

  /** The feature that leads an incident; null where its feedback names none. */
  static @Nullable String shape(AlertFeedback feedback) {
    return feedback.getFeatures().isEmpty() ? null : feedback.getFeatures().get(0);
  }
}
