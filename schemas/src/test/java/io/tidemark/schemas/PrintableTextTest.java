package io.tidemark.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrintableTextTest {
  @Test
  void replacesEveryCharacterOfTheUnprintableCategoriesAndKeepsAllOthers() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      String text = "a" + Character.toString(point) + "b";
      int type = Character.getType(point);
      boolean replaced =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR
              || type == Character.SURROGATE;
      assertThat(PrintableText.of(text))
          .describedAs("U+%04X", point)
          .isEqualTo(replaced ? "a\uFFFDb" : text);
    }
  }

  @Test
  void replacesTheControlSequenceIntroducersOfBothKinds() {
    assertThat(PrintableText.of("pump\u001B[31m \u009B31m \u009D0;title\u0007 \u0085 \u2028"))
        .isEqualTo("pump\uFFFD[31m \uFFFD31m \uFFFD0;title\uFFFD \uFFFD \uFFFD");
  }

  @Test
  void replacesTagsAndDirectionsOutsideTheBasicPlane() {
    assertThat(PrintableText.of("a\u202Eb\uDB40\uDC41c")).isEqualTo("a\uFFFDb\uFFFDc");
  }

  @Test
  void replacesUnpairedSurrogatesAndKeepsPairs() {
    assertThat(PrintableText.of("\uD83D\uDE00 \uD83D \uDE00"))
        .isEqualTo("\uD83D\uDE00 \uFFFD \uFFFD");
  }

  @Test
  void cutsALongTextWithoutSplittingAPair() {
    assertThat(PrintableText.of("abcdef", 6)).isEqualTo("abcdef");
    assertThat(PrintableText.of("abcdefg", 6)).isEqualTo("abc...");
    assertThat(PrintableText.of("ab\uD83D\uDE00defg", 6)).isEqualTo("ab...");
    assertThatThrownBy(() -> PrintableText.of("abc", 2)).hasMessageContaining("maxLength");
  }

  @Test
  void joinsLinesAndKeepsOtherSpaces() {
    assertThat(PrintableText.oneLine("  one  two \r\n\n\t three\u2028four\u009B\n"))
        .isEqualTo("one  two three four\uFFFD");
    assertThat(PrintableText.oneLine("one\ntwo three", 8)).isEqualTo("one t...");
  }

  @Test
  void escapesWhatIsNotPrintableInJsonAndKeepsItsLayout() {
    assertThat(PrintableText.json("{\n\t\"key\": \"a\u009Bb\uDB40\uDC41\u00e4\"\r\n}"))
        .isEqualTo("{\n\t\"key\": \"a\\u009bb\\udb40\\udc41\u00e4\"\r\n}");
  }

  /** A backtracking expression such as {@code \s*\R\s*} takes minutes for this. */
  @Test
  void takesLinearTime() {
    String spaces = " ".repeat(4_000_000);
    assertThat(PrintableText.oneLine("a" + spaces + "b")).hasSize(spaces.length() + 2);
  }
}
