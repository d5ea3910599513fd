package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {

  @Test
  void normalPValuesAreNoDriftAlsoWhenNeighboursResembleEachOther() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Drift drift = new Drift();
      double p = 0.5;
      for (int window = 0; window < 5000; window++) {
        p = window % 20 == 0 ? random.nextDouble() : p;
        drift.add(p);
        assertThat(drift.drifted()).isFalse();
      }
    }
  }

  @Test
  void aKeyThatStaysFarOutHasDriftedUntilItIsBack() {
    Random random = new Random(1);
    Drift drift = new Drift();
    for (int window = 0; window < 1000; window++) {
      drift.add(random.nextDouble());
    }
    for (int window = 0; window < 100; window++) {
      drift.add(0.01);
    }
    assertThat(drift.drifted()).as("an incident that passes").isFalse();
    for (int window = 0; window < 900; window++) {
      drift.add(random.nextDouble() * 0.1);
    }
    assertThat(drift.drifted()).isTrue();
    for (int window = 0; window < 900; window++) {
      drift.add(random.nextDouble());
    }
    assertThat(drift.drifted()).isFalse();
  }

  @Test
  void aRestartForgetsWhatWasAndKeepsAnsweringWhereItDid() {
    Drift drift = new Drift();
    for (int window = 0; window < 150; window++) {
      drift.add(0.01);
    }
    drift.restart();
    for (int window = 0; window < 150; window++) {
      drift.add(0.01);
    }
    assertThat(drift.answers()).as("150 since the restart are too few").isFalse();
    for (int window = 0; window < 500; window++) {
      drift.add(0.01);
    }
    assertThat(drift.drifted()).isTrue();
    drift.restart();
    assertThat(drift.answers()).isTrue();
    drift.add(0.01);
    assertThat(drift.drifted()).isFalse();
  }
}
