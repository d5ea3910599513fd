package io.tidemark.lab.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value that a sentence prints, with the range or the expected value beside it.
 *
 * @param high whether the sentence says that it is high; else that it is low
 * @param value as printed
 * @param from lower end of the range
 * @param to upper end of the range; the same as the lower where one value is expected
 */
record PrintedValue(boolean high, double value, double from, double to) {
  private static final String NUMBER = "(-?[0-9][0-9,.]*(?:e[-+]?[0-9]+)?|-?infinite)";
  private static final Pattern PRINTED =
      Pattern.compile(
          "(high|low), %s\\b[^;]*? \\((?:normal|expected) %s(?: to %s)?\\)"
              .formatted(NUMBER, NUMBER, NUMBER));

  /** All of a sentence. */
  static List<PrintedValue> in(String sentence) {
    List<PrintedValue> values = new ArrayList<>();
    Matcher found = PRINTED.matcher(sentence);
    while (found.find()) {
      double from = number(found.group(3));
      values.add(
          new PrintedValue(
              found.group(1).equals("high"),
              number(found.group(2)),
              from,
              found.group(4) == null ? from : number(found.group(4))));
    }
    return values;
  }

  private static double number(String printed) {
    String plain = printed.replace(",", "").toLowerCase(Locale.ROOT);
    return Double.parseDouble(plain.replace("infinite", "Infinity"));
  }

  /** Whether it is no further than what is beside it, on the side that the sentence names. */
  boolean contradictsItself() {
    return high ? value <= to : value >= from;
  }
}
