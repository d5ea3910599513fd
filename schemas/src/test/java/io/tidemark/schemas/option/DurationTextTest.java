package io.tidemark.schemas.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({"500ms,500,500ms", "90s,90000,90s", "120s,120000,2m", "24h,86400000,1d", "0m,0,0s"})
  void readsWhatPeopleWriteAndWritesItInTheShortestForm(String text, long millis, String shortest) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
    assertThat(DurationText.format(Duration.ofMillis(millis))).isEqualTo(shortest);
    assertThat(DurationText.parse(shortest)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "soon", "1h30m", "PT5S", "1.5h", "5S", "9300000000000000s"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(DurationText.ACCEPTED);
  }
}
