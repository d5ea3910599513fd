package io.tidemark.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.export.evaluation.Figure;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  @Test
  void overRunsItHasAnErrorOverSeedsAndTheMeanOfTheRunsErrorsOverKeys() {
    Measured measured =
        Measured.overRuns(List.of(new Figure(.5, .1), new Figure(.7, .3), new Figure(.6, .2)));

    assertThat(measured.value()).isCloseTo(.6, CLOSE);
    assertThat(measured.keysError()).isCloseTo(.2, CLOSE);
    assertThat(measured.seedsError()).isCloseTo(.1 / Math.sqrt(3), CLOSE);
  }

  @Test
  void oneRunHasNoErrorOverSeeds() {
    assertThat(Measured.overRuns(List.of(new Figure(.5, .1))).seedsError()).isNaN();
  }

  @Test
  void overSetsEachSetCountsTheSameAndErrorsOverKeysAddUpAsOfSetsApart() {
    Measured measured =
        Measured.overSets(
            List.of(
                Measured.overRuns(List.of(new Figure(.2, .03), new Figure(.4, .03))),
                Measured.overRuns(List.of(new Figure(.7, .04), new Figure(.9, .04)))));

    assertThat(measured.value()).isCloseTo(.55, CLOSE);
    assertThat(measured.keysError()).isCloseTo(.025, CLOSE);
    // The seeds' means are .45 and .65.
    assertThat(measured.seedsError()).isCloseTo(.1, CLOSE);
  }

  @Test
  void aSetWithoutTheFigureIsLeftOutAndASetOfOneKeyHasNoErrorToAdd() {
    Measured measured =
        Measured.overSets(
            List.of(
                Measured.overRuns(List.of(new Figure(Double.NaN, Double.NaN))),
                Measured.overRuns(List.of(new Figure(.4, Double.NaN))),
                Measured.overRuns(List.of(new Figure(.6, .02)))));

    assertThat(measured.value()).isCloseTo(.5, CLOSE);
    assertThat(measured.keysError()).isCloseTo(.02, CLOSE);
    assertThat(measured.seedsError()).isNaN();
  }
}
