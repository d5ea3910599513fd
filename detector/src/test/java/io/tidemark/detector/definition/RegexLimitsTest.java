package io.tidemark.detector.definition;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegexLimitsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plant\\.[a-z]+",
        "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "([0-9A-F]{2}:){5}[0-9A-F]{2}",
        "x{1000}",
        "(a|b{3,}|[]{1000}]|[^]{1000}{1000}]|\\x{1000}|\\p{Greek}|\\{1000}|\\Q({1000}\\E){20}",
        "a{,1000}{x}"
      })
  void acceptsWhatPeopleWrite(String regex) {
    assertThatCode(() -> RegexLimits.check("f", regex)).doesNotThrowAnyException();
  }

  /** Compiled first, each of these would fill the heap. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "((a{1000}){1000}",
        "(?:(?:(?:.?){900}){0,900}){900,}",
        "(?P<n>([]]{1000}){1000}){1000}",
        "((\\Qa\\E{1000}){1000}){1000}",
        "((\\pL{1000}){1000}){1000}",
        "(((|a){1000}){1000}){1000}",
        "((\\[a{1000}){1000}){1000}"
      })
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void refusesRepetitionsOfRepetitionsBeforeItCompilesThem(String regex) {
    assertThatThrownBy(() -> RegexLimits.check("f", regex))
        .isInstanceOf(DefinitionException.class)
        .hasMessageEndingWith("it must be a regular expression with fewer repetitions");
  }
}
