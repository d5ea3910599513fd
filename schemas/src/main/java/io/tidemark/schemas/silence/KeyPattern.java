package io.tidemark.schemas.silence;

/** Patterns of keys in which {@code *} stands for any characters. */
final class KeyPattern {
  private static final char ANY = '*';

  private KeyPattern() {}

  /** Whether a whole key matches; takes time in proportion to pattern times key at most. */
  static boolean matches(String pattern, String key) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < key.length()) {
      if (at < pattern.length() && pattern.charAt(at) == ANY) {
        star = at++;
        resume = in;
      } else if (at < pattern.length() && pattern.charAt(at) == key.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == ANY) {
      at++;
    }
    return at == pattern.length();
  }
}
