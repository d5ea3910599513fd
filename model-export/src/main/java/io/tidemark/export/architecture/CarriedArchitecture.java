package io.tidemark.export.architecture;

import java.util.Arrays;
import java.util.Optional;

/** Kinds of models that carry their state from tick to tick and expect the next one. */
public enum CarriedArchitecture {
  /** Weights as they were drawn; only the readout is fitted. */
  FIXED("lstm-carried"),
  /** Weights trained by truncated back-propagation through time. */
  TRAINED("lstm-carried-trained");

  private final String option;

  CarriedArchitecture(String option) {
    this.option = option;
  }

  /** Name on the command line and in the model file. */
  public String option() {
    return option;
  }

  /** The one of this name, if it is one. */
  public static Optional<CarriedArchitecture> named(String name) {
    return Arrays.stream(values()).filter(kind -> kind.option.equals(name)).findFirst();
  }
}
