package io.tidemark.export.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.export.window.WindowSet;
import io.tidemark.export.window.WindowSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NetworkTrainerTest {
  @Test
  void holdsNoMoreNativeArraysAfterTwoHundredEpochsThanAfterTwo() {
    List<Integer> open = new ArrayList<>();
    TrainingOptions options =
        TrainingOptions.builder()
            .hidden(4)
            .epochs(200)
            .batchSize(16)
            .dropout(0.1)
            .noise(0.1)
            .featureDropout(0.1)
            .l1(1e-4)
            .build();

    train(options, listener(open)).close();

    assertThat(open).hasSize(200);
    assertThat(open.subList(1, 200)).containsOnly(open.get(1));
  }

  @Test
  void givesBackTheWeightsOfTheBestEpoch() {
    List<Epoch> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epoch(Epoch epoch) {
            epochs.add(epoch);
          }
        };
    TrainingOptions options =
        TrainingOptions.builder().hidden(4).epochs(40).batchSize(16).learningRate(0.5).build();
    WindowSet validation = windows(12, 2);

    try (TrainedNetwork trained = train(options, listener)) {
      Epoch best = epochs.get(trained.bestEpoch() - 1);
      assertThat(trained.bestEpoch()).as("an epoch that is not the last").isLessThan(40);
      assertThat(squaredError(validation, trained.forward(validation).reconstructions()))
          .isCloseTo(best.validationLoss(), org.assertj.core.data.Offset.offset(1e-5));
    }
  }

  private static TrainedNetwork train(TrainingOptions options, TrainingListener listener) {
    return new NetworkTrainer(options, listener)
        .train(new WindowSplit(windows(48, 1), windows(12, 2)));
  }

  private static TrainingListener listener(List<Integer> open) {
    return new TrainingListener() {
      @Override
      public void memory(int arrays) {
        open.add(arrays);
      }
    };
  }

  private static double squaredError(WindowSet wanted, WindowSet found) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < wanted.size(); i++) {
      for (int j = 0; j < wanted.values().get(i).length; j++, count++) {
        double error = wanted.values().get(i)[j] - found.values().get(i)[j];
        sum += error * error;
      }
    }
    return sum / count;
  }

  private static WindowSet windows(int count, int seed) {
    Random random = new Random(seed);
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] window = new float[6 * 2];
      for (int j = 0; j < window.length; j++) {
        window[j] = (float) random.nextGaussian();
      }
      all.add(window);
    }
    return new WindowSet(6, 2, all);
  }
}
