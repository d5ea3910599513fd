package io.tidemark.export.architecture;

import io.tidemark.detector.definition.DefinitionException;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sizes a network is built with.
 *
 * @param windowLength W
 * @param features F
 * @param hidden units of a recurrent or dense layer, or channels of a convolution or transformer
 * @param dropout share of values zeroed in training, 0 to under 1
 * @param others those that were asked for; an architecture has defaults for the rest
 */
public record NetworkSize(
    int windowLength, int features, int hidden, double dropout, Map<Sizing, Integer> others) {
  private static final Map<Sizing, Integer> MOST =
      new EnumMap<>(Map.of(Sizing.LAYERS, 8, Sizing.LATENT, 1024, Sizing.HEADS, 64));

  public NetworkSize {
    others = Map.copyOf(others);
    check("hidden", hidden, 1024);
    others.forEach((sizing, value) -> check(sizing.option(), value, MOST.getOrDefault(sizing, 1)));
    if (!(dropout >= 0 && dropout < 1)) {
      throw DefinitionException.of("dropout", dropout, "a number from 0 to under 1");
    }
  }

  /** What was asked for, else this. */
  int or(Sizing sizing, int byDefault) {
    return others.getOrDefault(sizing, byDefault);
  }

  private static void check(String field, int value, int most) {
    if (value < 1 || value > most) {
      throw DefinitionException.of(field, value, "a whole number from 1 to " + most);
    }
  }
}
