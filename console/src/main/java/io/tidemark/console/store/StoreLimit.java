package io.tidemark.console.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large the history's file may become.
 *
 * @param bytes more than 0
 */
public record StoreLimit(long bytes) {
  /** Half of it holds the newest scores of 200,000 keys, which are kept whatever the limit. */
  private static final long LEAST = 256L << 20;

  private static final long MOST_BY_DEFAULT = 8L << 30;
  private static final int MEBI = 20;
  private static final int GIBI = 30;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(MiB|GiB)");

  /** Checks it. */
  public StoreLimit {
    if (bytes <= 0) {
      throw new IllegalArgumentException(bytes + " bytes are not accepted; more than 0");
    }
  }

  /**
   * The limit that is written as {@code 512MiB} or {@code 8GiB}.
   *
   * @throws IllegalArgumentException with one line
   */
  public static StoreLimit parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (parts.matches()) {
      int unit = parts.group(2).equals("MiB") ? MEBI : GIBI;
      long bytes = Long.parseLong(parts.group(1)) << unit;
      if (bytes >= LEAST) {
        return new StoreLimit(bytes);
      }
    }
    throw new IllegalArgumentException(
        text + " is not accepted; a size such as 512MiB or 8GiB, at least " + text(LEAST));
  }

  /**
   * The limit for a folder where none is asked for: 8 GiB, or half of what the disk has for the
   * history where that is less, and never less than the history has now, since other files may have
   * filled the disk for a while.
   *
   * @param used bytes that the history has now
   * @param usable bytes of the disk that nobody has
   */
  static StoreLimit learned(long used, long usable) {
    long half = used / 2 + usable / 2;
    return new StoreLimit(Math.max(1, Math.min(MOST_BY_DEFAULT, Math.max(used, half))));
  }

  /** Bytes as people read them. */
  static String text(long bytes) {
    return (bytes >> MEBI) + "MiB";
  }

  @Override
  public String toString() {
    return text(bytes);
  }
}
