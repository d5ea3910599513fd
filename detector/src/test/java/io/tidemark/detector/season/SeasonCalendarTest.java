package io.tidemark.detector.season;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.Holidays;
import io.tidemark.detector.definition.Season;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeasonCalendarTest {
  private static final LocalDate HOLIDAY = LocalDate.of(2026, 5, 1); // a Friday
  private static final int SUNDAY = 6;

  private final SeasonCalendar calendar =
      new SeasonCalendar(
          new Season(true, ZoneOffset.UTC, new Holidays(null, null, Set.of(HOLIDAY))));

  @Test
  void eachDayIsOfItsOwnKindInWhateverOrderItIsAskedFor() {
    for (int round = 0; round < 2; round++) {
      for (int days = -200; days <= 200; days++) {
        LocalDate near = HOLIDAY.plusDays(days);
        assertThat(kind(near)).isEqualTo(days == 0 ? SUNDAY : near.getDayOfWeek().getValue() - 1);
        assertThat(kind(HOLIDAY)).isEqualTo(SUNDAY);
      }
    }
  }

  private int kind(LocalDate date) {
    return calendar.dayOfWeek(date.toEpochDay() * SeasonCalendar.HOURS + 12);
  }
}
