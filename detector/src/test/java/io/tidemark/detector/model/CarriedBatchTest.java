package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.window.Window;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A model that expects half of what its state sums up; a tick a second. */
class CarriedBatchTest {
  private static final double ROUNDING = 1e-4;

  private final DetectorDefinition definition = Definitions.pump();
  private final int length = definition.window().length();
  private final int features = definition.features().size();
  private final OnnxModel model = open(CarryingModel.of(definition));
  private final float[] ticks = ticks(200);

  private static OnnxModel open(CarryingModel file) {
    return OnnxModel.open("carrying", file.bytes(), ProviderPreference.CPU);
  }

  @AfterEach
  void close() {
    model.close();
  }

  private float[] ticks(int count) {
    Random random = new Random(1);
    float[] all = new float[count * features];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) random.nextGaussian();
    }
    return all;
  }

  /** The window that ends with a tick, counted from 0. */
  private Window window(int tick) {
    return window("p", tick);
  }

  private Window window(String key, int tick) {
    return new Window(
        "pump",
        key,
        Window.Phase.LIVE,
        (tick + 1 - length) * 1000L,
        (tick + 1) * 1000L,
        Arrays.copyOfRange(ticks, (tick + 1 - length) * features, (tick + 1) * features),
        new double[features],
        null,
        0,
        List.of());
  }

  /** The score of a tick, by a state carried from an earlier tick on. */
  private double expected(int from, int tick) {
    float[] state =
        CarryingModel.carried(
            new float[features], Arrays.copyOfRange(ticks, from * features, tick * features));
    return CarryingModel.score(
        state, Arrays.copyOfRange(ticks, tick * features, (tick + 1) * features));
  }

  private List<Double> scores(BatchScorer batch, CarriedState state, int... ends) {
    List<Double> scores = new ArrayList<>();
    for (int end : ends) {
      batch.add(window(end), state);
    }
    batch.score();
    for (int i = 0; i < ends.length; i++) {
      scores.add((double) batch.scored(i).score());
    }
    batch.clear();
    return scores;
  }

  @Test
  void theFirstWindowIsReadFromItsFirstTickAndThenTheStateIsCarried() {
    BatchScorer batch = model.batch(4, true);
    CarriedState state = new CarriedState();
    int first = length - 1;
    for (int tick = first; tick < 100; tick++) {
      assertThat(scores(batch, state, tick).get(0))
          .as("tick %d", tick)
          .isCloseTo(expected(0, tick), within(ROUNDING));
    }
  }

  @Test
  void aStateThatIsNoNumberIsNotCarriedOn() {
    ticks[100 * features] = Float.POSITIVE_INFINITY;
    BatchScorer batch = model.batch(4, true);
    CarriedState state = new CarriedState();
    for (int tick = 90; tick < 100 + length; tick++) {
      scores(batch, state, tick);
    }

    int next = 100 + length;

    assertThat(scores(batch, state, next).get(0))
        .isCloseTo(expected(next + 1 - length, next), within(ROUNDING));
  }

  @Test
  void windowsOfAKeyInOneBatchAreScoredInOrder() {
    BatchScorer batch = model.batch(8, true);
    CarriedState state = new CarriedState();
    int first = length - 1;
    List<Double> scores = scores(batch, state, first, first + 1, first + 2, first + 3);
    for (int i = 0; i < scores.size(); i++) {
      assertThat(scores.get(i)).isCloseTo(expected(0, first + i), within(ROUNDING));
    }
    assertThat(scores(batch, state, first + 4).get(0))
        .isCloseTo(expected(0, first + 4), within(ROUNDING));
  }

  @Test
  void keysInOneBatchDoNotMeet() {
    BatchScorer batch = model.batch(8, true);
    CarriedState one = new CarriedState();
    CarriedState other = new CarriedState();
    batch.add(window("a", 50), one);
    batch.add(window("b", 90), other);
    batch.add(window("a", 51), one);
    batch.score();
    assertThat(batch.scored(0).score()).isCloseTo((float) expected(51 - length, 50), ofRounding());
    assertThat(batch.scored(1).score()).isCloseTo((float) expected(91 - length, 90), ofRounding());
    assertThat(batch.scored(2).score()).isCloseTo((float) expected(51 - length, 51), ofRounding());
  }

  private static org.assertj.core.data.Offset<Float> ofRounding() {
    return within((float) ROUNDING);
  }

  @Test
  void ticksThatWereLeftOutAreMadeUpFor() {
    BatchScorer batch = model.batch(8, true);
    CarriedState state = new CarriedState();
    scores(batch, state, length - 1);
    assertThat(scores(batch, state, length + 1).get(0))
        .isCloseTo(expected(0, length + 1), within(ROUNDING));
  }

  @Test
  void afterALongGapOrAStepBackTheWindowIsReadFromItsFirstTick() {
    BatchScorer batch = model.batch(8, true);
    CarriedState state = new CarriedState();
    scores(batch, state, length - 1);
    assertThat(scores(batch, state, 150).get(0))
        .isCloseTo(expected(151 - length, 150), within(ROUNDING));
    assertThat(scores(batch, state, 60).get(0))
        .isCloseTo(expected(61 - length, 60), within(ROUNDING));
  }

  @Test
  void aStateThatWasSavedGoesOn() throws IOException {
    BatchScorer batch = model.batch(8, true);
    CarriedState state = new CarriedState();
    scores(batch, state, 40, 41, 42);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    state.write(new DataOutputStream(bytes));
    CarriedState read = new CarriedState();
    read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(scores(batch, read, 43)).isEqualTo(scores(batch, state, 43));
  }

  @Test
  void tellsWhatWasWrongWithTheLastTick() {
    BatchScorer batch = model.batch(1, true);
    batch.add(window(length - 1), new CarriedState());
    batch.score();
    ScoredWindow scored = batch.scored(0);
    float[] before =
        CarryingModel.carried(
            new float[features], Arrays.copyOfRange(ticks, 0, (length - 1) * features));
    for (int f = 0; f < features; f++) {
      float error = ticks[(length - 1) * features + f] - before[f] / 2;
      assertThat(scored.lastError()[f]).isCloseTo(error, ofRounding());
      assertThat(scored.featureError()[f]).isCloseTo(error * error, ofRounding());
      assertThat(scored.latent()[f])
          .isCloseTo(before[f] / 2 + ticks[(length - 1) * features + f], ofRounding());
    }
  }

  @Test
  void goldenWindowsProveItAndRefuseItWhereItComputesOtherwise() {
    ModelAdmission.admit(definition, model);
    try (OnnxModel wrong = open(CarryingModel.of(definition).withGoldenShift(0.1))) {
      assertThatThrownBy(() -> ModelAdmission.admit(definition, wrong))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("golden window 0");
    }
  }

  @Test
  void aGraphWithoutANextStateIsRefused() {
    assertThatThrownBy(() -> open(CarryingModel.of(definition).withoutNextState()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("next_state");
  }
}
