package io.tidemark.export.architecture;

import io.tidemark.detector.definition.DefinitionException;

/**
 * Sizes a network is built with. An architecture ignores what it has no use for.
 *
 * @param windowLength W
 * @param features F
 * @param hidden units of a recurrent layer, or channels of a convolution or transformer
 * @param layers how many are stacked, where the architecture stacks
 * @param latent length of the bottleneck, where it is not the recurrent state itself
 * @param heads of attention
 * @param dropout share of values zeroed in training, 0 to under 1
 */
public record NetworkSize(
    int windowLength, int features, int hidden, int layers, int latent, int heads, double dropout) {
  public NetworkSize {
    atLeastOne("hidden", hidden, 1024);
    atLeastOne("layers", layers, 8);
    atLeastOne("latent", latent, 1024);
    atLeastOne("heads", heads, 64);
    if (!(dropout >= 0 && dropout < 1)) {
      throw DefinitionException.of("dropout", dropout, "a number from 0 to under 1");
    }
  }

  private static void atLeastOne(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw DefinitionException.of(field, value, "a whole number from 1 to " + most);
    }
  }
}
