package io.tidemark.schemas.silence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
  private static final String BERLIN = "Europe/Berlin";
  private static final Instant SUNDAY = Instant.parse("2026-03-01T01:30:00Z");

  private static List<String> begins(String rule, @Nullable String zone, String first, int most) {
    Recurrence recurrence = Recurrence.of(rule, zone, Instant.parse(first));
    List<String> begins = new ArrayList<>();
    Instant at = Instant.parse(first).minusSeconds(1);
    for (Instant next = recurrence.after(at);
        next != null && begins.size() < most;
        next = recurrence.after(next)) {
      begins.add(next.toString());
    }
    return begins;
  }

  @Test
  void aLocalTimeThatIsLeftOutInSpringIsReadByTheOffsetBeforeTheChange() {
    assertThat(begins("FREQ=DAILY", BERLIN, "2026-03-28T01:30:00Z", 3))
        .containsExactly(
            "2026-03-28T01:30:00Z", // 02:30 CET
            "2026-03-29T01:30:00Z", // 03:30 CEST
            "2026-03-30T00:30:00Z"); // 02:30 CEST
  }

  @Test
  void aLocalTimeThatComesTwiceInAutumnIsTheFirst() {
    assertThat(begins("FREQ=DAILY", BERLIN, "2026-10-24T00:30:00Z", 3))
        .containsExactly(
            "2026-10-24T00:30:00Z", // 02:30 CEST
            "2026-10-25T00:30:00Z", // 02:30 CEST, not CET
            "2026-10-26T01:30:00Z"); // 02:30 CET
  }

  @Test
  void withoutAZoneItIsUtc() {
    assertThat(begins("FREQ=WEEKLY;BYDAY=SU", null, "2026-03-22T02:30:00Z", 2))
        .containsExactly("2026-03-22T02:30:00Z", "2026-03-29T02:30:00Z");
  }

  @Test
  void theFirstBeginCountsAlsoWhereItDoesNotFitTheRule() {
    assertThat(begins("FREQ=WEEKLY;BYDAY=SU", null, "2026-03-25T02:30:00Z", 2))
        .containsExactly("2026-03-25T02:30:00Z", "2026-03-29T02:30:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "FREQ=DAILY;COUNT=3, 3",
    "FREQ=DAILY;UNTIL=20260303T013000Z, 3",
    "FREQ=DAILY;UNTIL=20260303T012959Z, 2",
    "FREQ=DAILY;UNTIL=20260303, 3",
    "FREQ=MONTHLY;BYDAY=-1SU;COUNT=4, 5",
    "FREQ=DAILY;COUNT=1, 1"
  })
  void aRuleEndsByItsCountOrItsTime(String rule, int expected) {
    assertThat(begins(rule, BERLIN, "2026-03-01T01:30:00Z", 100)).hasSize(expected);
  }

  @Test
  void theLatestBeginIsFoundInAnyOrderOfQuestions() {
    Recurrence nightly = Recurrence.of("FREQ=DAILY", BERLIN, SUNDAY);

    assertThat(nightly.notAfter(Instant.parse("2026-07-01T12:00:00Z")))
        .isEqualTo("2026-07-01T00:30:00Z");
    assertThat(nightly.notAfter(Instant.parse("2026-03-05T01:30:00Z")))
        .isEqualTo("2026-03-05T01:30:00Z");
    assertThat(nightly.notAfter(Instant.parse("2026-03-05T01:29:59.999Z")))
        .isEqualTo("2026-03-04T01:30:00Z");
    assertThat(nightly.notAfter(SUNDAY.minusMillis(1))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYMINUTE=0,1,2,3",
        "FREQ=DAILY;BYSECOND=1",
        "FREQ=DAILY;INTERVAL=2147483647",
        "FREQ=YEARLY;RSCALE=HEBREW",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "BYDAY=SU",
        "every night",
        ""
      })
  void aHostileOrUnreadableRuleIsRefusedInOneLine(String rule) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> Recurrence.of(rule, BERLIN, SUNDAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("recurrence: ")
                .hasMessageContaining("is not accepted; ")
                .message()
                .doesNotContain("\n"));
  }

  @Test
  void aRuleThatIsTooLongIsRefusedAndNotQuotedInFull() {
    assertThatThrownBy(
            () -> Recurrence.of("FREQ=DAILY;BYHOUR=" + "1,".repeat(5_000) + "1", null, SUNDAY))
        .hasMessageContaining("at most 500 characters")
        .message()
        .hasSizeLessThan(200);
  }

  @Test
  void anUnknownZoneOrATimeFarAwayIsRefused() {
    assertThatThrownBy(() -> Recurrence.of("FREQ=DAILY", "Mars/Base", SUNDAY))
        .hasMessage("zone: Mars/Base is not accepted; an IANA time zone such as Europe/Berlin");
    assertThatThrownBy(() -> Recurrence.of("FREQ=DAILY", null, Instant.EPOCH.minusSeconds(1)))
        .hasMessageStartingWith("from: ");
    assertThatThrownBy(
            () -> Recurrence.of("FREQ=DAILY", null, Instant.parse("+200000-01-01T00:00:00Z")))
        .hasMessageStartingWith("from: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
        "FREQ=YEARLY;INTERVAL=1000",
        "FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYMONTH=1",
        "FREQ=YEARLY;BYYEARDAY=366;BYSETPOS=1"
      })
  void whatARuleCostsIsBoundedHoweverFarAwayTheQuestionIs(String rule) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            Recurrence recurrence = Recurrence.of(rule, BERLIN, Instant.EPOCH);
            Instant newest = recurrence.notAfter(Instant.MAX);
            assertThat(newest).isNotNull().isBefore("2201-01-01T00:00:00Z");
          } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("recurrence: ");
          }
        });
  }
}
