package io.tidemark.detector.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large a regular expression of a definition may be. Matching takes time in proportion to the
 * program that an expression compiles to, and repetitions within repetitions make a program that
 * fills the heap out of a short text. So its size is estimated before it is compiled.
 */
final class RegexLimits {
  private static final int LONGEST = 500;

  /** Instructions of the program. */
  private static final int LARGEST = 2_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d{1,6})(?:,(\\d{0,6}))?}");

  private final String regex;
  private final Deque<Long> groups = new ArrayDeque<>();
  private int at;

  /** Instructions of the group being read, but for its last part. */
  private long before;

  /** Instructions of the part that a repetition would repeat. */
  private long last;

  private RegexLimits(String regex) {
    this.regex = regex;
  }

  /**
   * Checks an expression in RE2's syntax.
   *
   * @param field that it stands in, for errors
   * @throws DefinitionException when it is malformed, too long or compiles to too large a program
   */
  static void check(String field, String regex) {
    Check.range(field + ": its length", regex.length(), 1, LONGEST);
    try {
      if (new RegexLimits(regex).size() > LARGEST
          || Pattern.compile(regex).programSize() > LARGEST) {
        throw DefinitionException.of(
            field, "'" + regex + "'", "a regular expression with fewer repetitions");
      }
    } catch (PatternSyntaxException malformed) {
      throw DefinitionException.of(
          field, "'" + regex + "'", "a regular expression: " + malformed.getMessage());
    }
  }

  /** About how many instructions it compiles to; never far less. */
  private long size() {
    java.util.regex.Matcher repetition = REPETITION.matcher(regex);
    while (at < regex.length()) {
      char next = regex.charAt(at);
      if (next == '{' && repetition.region(at, regex.length()).lookingAt()) {
        last = Math.min(last * times(repetition), Integer.MAX_VALUE);
        at = repetition.end();
      } else {
        part(next);
      }
    }
    while (!groups.isEmpty()) {
      close();
    }
    return before + last;
  }

  private static long times(java.util.regex.Matcher repetition) {
    long least = Long.parseLong(repetition.group(1));
    String most = repetition.group(2);
    return Math.max(1, most == null || most.isEmpty() ? least : Long.parseLong(most));
  }

  private void part(char next) {
    switch (next) {
      case '(' -> {
        groups.push(before + last);
        before = 0;
        last = 0;
        at++;
      }
      case ')' -> {
        if (!groups.isEmpty()) {
          close();
        }
        at++;
      }
      case '*', '+', '?' -> {
        last++;
        at++;
      }
      case '[' -> {
        single();
        skipClass();
      }
      case '\\' -> {
        single();
        skipEscape();
      }
      default -> {
        single();
        at++;
      }
    }
  }

  /** Begins a part of one instruction. */
  private void single() {
    before = Math.min(before + last, Integer.MAX_VALUE);
    last = 1;
  }

  private void close() {
    last = Math.min(before + last, Integer.MAX_VALUE);
    before = groups.pop();
  }

  /** A closing bracket at the beginning of a class is one of its characters. */
  private void skipClass() {
    at++;
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
    }
    int first = at;
    while (at < regex.length() && (regex.charAt(at) != ']' || at == first)) {
      at += regex.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  /** Braces after p, P and x name a class or a character; a quotation goes on to its end. */
  private void skipEscape() {
    char escaped = at + 1 < regex.length() ? regex.charAt(at + 1) : 0;
    if (escaped == 'Q') {
      int end = regex.indexOf("\\E", at);
      int to = end < 0 ? regex.length() : end;
      before += to - at;
      at = to + 2;
    } else if (at + 2 < regex.length()
        && "pPx".indexOf(escaped) >= 0
        && regex.charAt(at + 2) == '{') {
      int end = regex.indexOf('}', at);
      at = end < 0 ? regex.length() : end + 1;
    } else {
      at += 2;
    }
  }
}
