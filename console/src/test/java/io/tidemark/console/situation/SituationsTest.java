package io.tidemark.console.situation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.Alerts;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SituationsTest {
  private static final Map<String, String> BERLIN = Map.of("site", "berlin", "line", "1");
  private static final Map<String, String> BONN = Map.of("site", "bonn", "line", "1");

  private Situations situations = bySite();
  private long written;

  private static Situations bySite() {
    return new Situations(new SituationRules(Duration.ofMinutes(1), Set.of("site")));
  }

  @Test
  void incidentsThatShareATagAndBeginTogetherAreOneSituation() {
    Situation situation = add(opened("a", 0, BERLIN));

    assertThat(add(opened("b", 60, BERLIN))).isSameAs(situation);
    assertThat(add(opened("c", 30, BONN))).as("another site").isNotSameAs(situation);
    assertThat(add(opened("d", 121, BERLIN))).as("too late").isNotSameAs(situation);
    assertThat(situation.size()).isEqualTo(2);
    assertThat(situation.id()).isEqualTo("a");
  }

  @Test
  void anyTagRelatesWhereNoneIsNamed() {
    situations = new Situations(SituationRules.DEFAULT);

    assertThat(add(opened("a", 0, BERLIN))).isSameAs(add(opened("b", 1, BONN)));
    assertThat(add(opened("c", 2, Map.of("line", "2")))).isNotSameAs(situations.of("a"));
  }

  @Test
  void withoutTagsTheDetectorRelatesAndTheKeyAlwaysDoes() {
    AnomalyAlert other = opened("b", 1, Map.of());
    other.setDetector("office");
    AnomalyAlert sameKey = opened("c", 2, BERLIN);
    sameKey.setDetector("office");
    sameKey.setKey("pump-a");

    Situation situation = add(opened("a", 0, Map.of()));

    assertThat(add(other)).isNotSameAs(situation);
    assertThat(add(sameKey)).isSameAs(situation);
    assertThat(add(opened("d", 3, Map.of()))).isSameAs(situation);
    assertThat(add(opened("e", 3, BONN))).as("one of them has tags").isNotSameAs(situation);
  }

  @Test
  void aTrickleDoesNotGoOnForEver() {
    Situation situation = add(opened("a", 0, BERLIN));
    for (int minute = 1; minute <= Situations.LONGEST; minute++) {
      assertThat(add(opened("m" + minute, 60 * minute, BERLIN))).isSameAs(situation);
    }

    assertThat(add(opened("next", 60 * Situations.LONGEST + 1, BERLIN))).isNotSameAs(situation);
  }

  @Test
  void whatHasOpenedTogetherOftenEnoughIsRelatedWithoutTags() {
    int day = 24 * 3_600;
    for (int time = 0; time < Dependence.ENOUGH; time++) {
      Situation cause = add(opened("cause" + time, "berlin-fan", time * day, BERLIN));
      assertThat(add(opened("effect" + time, "bonn-oven", time * day + 20, BONN)))
          .as("opening " + time)
          .isNotSameAs(cause);
    }

    Situation cause = add(opened("cause", "berlin-fan", 100 * day, BERLIN));

    assertThat(add(opened("effect", "bonn-oven", 100 * day + 20, BONN))).isSameAs(cause);
    assertThat(add(opened("other", "bonn-lamp", 100 * day + 20, Map.of("site", "ulm"))))
        .isNotSameAs(cause);
  }

  @Test
  void aKeyThatOpensAllTheTimeIsRelatedToNothing() {
    int day = 24 * 3_600;
    for (int time = 0; time < 100; time++) {
      add(opened("noise" + time, "noise", time * day, BERLIN));
      if (time % 20 == 0) {
        add(opened("rare" + time, "rare", time * day, BONN));
      }
    }

    Situation noise = add(opened("noise", "noise", 200 * day, BERLIN));

    assertThat(add(opened("rare", "rare", 200 * day, BONN))).isNotSameAs(noise);
  }

  @Test
  void theMostTellingComeFirst() {
    for (int i = 0; i < 119; i++) {
      AnomalyAlert low = opened("low" + i, i % 50, BERLIN);
      low.setSeverity(Severity.LOW);
      low.setPeakScore(i == 70 ? 9 : 2);
      add(low);
    }
    AnomalyAlert critical = opened("critical", 55, BERLIN);
    critical.setSeverity(Severity.CRITICAL);
    Situation situation = add(critical);

    SituationNews news = situation.news(situation.id(), true);

    assertThat(news.size()).isEqualTo(120);
    assertThat(news.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(news.worst()).isEqualTo("critical");
    assertThat(news.sentence())
        .startsWith(
            "120 keys of line=1, site=berlin, worst pump-critical: vibration high, 4.1 mm/s");
    assertThat(news.lines()).hasSize(5);
    assertThat(news.lines().get(0)).startsWith("CRITICAL plant pump-critical: vibration high");
    assertThat(news.lines().get(1)).startsWith("LOW plant pump-low70: ");
    assertThat(news.lines().get(2)).startsWith("LOW plant pump-low0: ");
    assertThat(news.text()).endsWith("\nand 115 more");
  }

  @Test
  void itIsOverWhenAllItsIncidentsAreAndOpenAgainWhenOneComesBack() {
    Situation situation = add(opened("a", 0, BERLIN));
    add(opened("b", 10, BERLIN));

    add(message("a", 1, AlertState.RESOLVED));
    assertThat(situation.isOpen()).isTrue();
    add(message("b", 1, AlertState.NEW_NORMAL));
    assertThat(situation.isOpen()).isFalse();
    assertThat(situation.news("a", false).sentence())
        .startsWith("2 keys of line=1, site=berlin: over after 10 s; worst was pump-a, vibration");
    assertThat(situation.news("a", false).lines().get(0)).startsWith("ended plant pump-a: ");

    add(opened("a", 0, BERLIN));
    assertThat(situation.isOpen()).as("an old message").isFalse();
    add(message("a", 2, AlertState.UPDATE));
    assertThat(situation.isOpen()).isTrue();
  }

  @Test
  void itsIdIsThatOfTheIncidentThatWasWrittenFirstWhateverTheOrderOfReading() {
    situations.add(opened("b", 0, BERLIN), 2_000);
    situations.add(opened("c", 1, BERLIN), 1_000);

    assertThat(situations.add(opened("a", 2, BERLIN), 1_000).id()).isEqualTo("a");
  }

  @Test
  void whatIsKnownOfBeforeKeepsItsSituation() {
    situations.restore(opened("b", 10, BERLIN), "gone");
    situations.restore(opened("a", 20, BERLIN), "gone");

    Situation situation = add(opened("c", 30, BERLIN));

    assertThat(situation.id()).isEqualTo("gone");
    assertThat(situation.size()).isEqualTo(3);
  }

  @Test
  void whatIsKnownIsBounded() {
    for (int i = 0; i <= Situations.MOST_INCIDENTS; i++) {
      add(opened("i" + i, "k" + i, 3_600 * (i % 1_000), Map.of("site", "s" + i)));
    }

    assertThat(situations.of("i0")).isNull();
    assertThat(situations.of("i1")).isNotNull();
  }

  @Test
  void aSituationIsBoundedToo() {
    Situation situation = add(opened("i", 0, BERLIN));
    for (int i = 1; i < Situations.LARGEST; i++) {
      add(opened("i" + i, 0, BERLIN));
    }

    assertThat(situation.size()).isEqualTo(Situations.LARGEST);
    assertThat(add(opened("next", 0, BERLIN))).isNotSameAs(situation);
  }

  @Test
  void hostileNamesAreText() {
    add(opened("a", "x\n\u202e", 0, Map.of("site", "y\n")));
    Situation situation = add(opened("b", "z\u001b[2J", 0, Map.of("site", "y\n")));

    assertThat(situation.news("a", true).text().replace("\n- ", ""))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new SituationRules(Duration.ZERO, Set.of()))
        .hasMessage("within: 0s is not accepted; more than 0s and at most 1h");
  }

  private Situation add(AnomalyAlert alert) {
    return situations.add(alert, written++);
  }

  private static AnomalyAlert opened(String id, int seconds, Map<String, String> tags) {
    return opened(id, "pump-" + id, seconds, tags);
  }

  private static AnomalyAlert opened(String id, String key, int seconds, Map<String, String> tags) {
    AnomalyAlert alert = Alerts.opened(id, key);
    alert.setOpenedAt(Alerts.OPENED.plusSeconds(seconds));
    alert.setTags(tags);
    return alert;
  }

  private static AnomalyAlert message(String id, int sequence, AlertState state) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, Severity.HIGH, "pump-" + id);
    alert.setTags(BERLIN);
    return alert;
  }
}
