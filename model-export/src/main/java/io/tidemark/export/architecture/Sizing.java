package io.tidemark.export.architecture;

/** A size that some architectures have and others do not. */
public enum Sizing {
  /** How many layers are stacked. */
  LAYERS("layers"),
  /** Length of a bottleneck that is not a recurrent state. */
  LATENT("latent"),
  /** Heads of attention. */
  HEADS("heads");

  private final String option;

  Sizing(String option) {
    this.option = option;
  }

  /** Name of the option. */
  public String option() {
    return option;
  }
}
