package io.tidemark.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Texts of characters of every Unicode category, unpaired surrogates too, short and very long. */
final class RandomTexts {
  private static final int[][] BY_CATEGORY = byCategory();

  private final Random random;

  RandomTexts(long seed) {
    random = new Random(seed);
  }

  private static int[][] byCategory() {
    Map<Integer, List<Integer>> categories = new TreeMap<>();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      categories.computeIfAbsent(Character.getType(point), type -> new ArrayList<>()).add(point);
    }
    return categories.values().stream()
        .map(points -> points.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /** Up to 64 characters, one time in a hundred up to a quarter of a million. */
  String next() {
    int length = random.nextInt(100) == 0 ? random.nextInt(250_000) : random.nextInt(64);
    StringBuilder text = new StringBuilder();
    int run = 0;
    int[] category = BY_CATEGORY[0];
    while (text.length() < length) {
      if (run-- <= 0) {
        category = BY_CATEGORY[random.nextInt(BY_CATEGORY.length)];
        run = random.nextInt(1 + length / 4);
      }
      text.appendCodePoint(category[random.nextInt(category.length)]);
    }
    return text.toString();
  }

  /** Written down apart from the filter under test. */
  static boolean movesACursor(int point) {
    return Character.isISOControl(point)
        || (point >= 0x2028 && point <= 0x202E)
        || (point >= 0x2060 && point <= 0x206F && Character.isDefined(point))
        || (point >= 0x200B && point <= 0x200F)
        || point == 0xFEFF
        || point == 0xAD
        || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
