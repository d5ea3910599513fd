package io.tidemark.cli.status;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A status as a table for people. */
public final class StatusText {
  /** Keys of a detector that are shown unless all are asked for. */
  private static final int MOST = 50;

  private static final int LONGEST_KEY = 60;

  private StatusText() {}

  /**
   * Prints it.
   *
   * @param every whether all keys are shown
   */
  public static void print(JobStatus status, boolean every, PrintWriter out) {
    for (DetectorStatus detector : status.detectors()) {
      out.println(heading(detector));
      List<KeyStatus> keys = detector.keys();
      List<KeyStatus> shown = every ? keys : keys.subList(0, Math.min(MOST, keys.size()));
      int width = shown.stream().mapToInt(key -> key.key().length()).max().orElse(0);
      int words = shown.stream().mapToInt(key -> key.words().length()).max().orElse(0);
      for (KeyStatus key : shown) {
        String line =
            String.format(
                Locale.ROOT,
                "  %-"
                    + Math.max(1, Math.min(width, LONGEST_KEY))
                    + "s  %-"
                    + Math.max(1, words)
                    + "s  since %s%s",
                key.key(),
                key.words(),
                key.since(),
                key.detail() == null ? "" : "  " + key.detail());
        out.println(line);
      }
      if (shown.size() < keys.size()) {
        out.printf(Locale.ROOT, "  and %,d more; --all shows them%n", keys.size() - shown.size());
      }
    }
  }

  private static String heading(DetectorStatus detector) {
    String blind =
        detector.reasons().entrySet().stream()
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(Collectors.joining(", ", " (", ")"));
    return String.format(
        Locale.ROOT,
        "%s: %,d keys, %,d watched, %,d warming up, %,d blind%s%s",
        detector.name(),
        detector.all(),
        detector.watched(),
        detector.warmingUp(),
        detector.blind(),
        detector.reasons().isEmpty() ? "" : blind,
        detector.unknown() == 0
            ? ""
            : String.format(Locale.ROOT, ", %,d without a report for hours", detector.unknown()));
  }
}
