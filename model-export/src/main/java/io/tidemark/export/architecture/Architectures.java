package io.tidemark.export.architecture;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.layer.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The architectures that read whole windows. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new LstmAutoencoder(),
          new StackedLstmAutoencoder(),
          new BidirectionalLstmAutoencoder(),
          new GruAutoencoder(),
          new RnnAutoencoder(),
          new CnnLstmAutoencoder(),
          new AttentionLstmAutoencoder(),
          new TransformerAutoencoder(),
          new DenseAutoencoder(),
          new LstmForecaster());

  private Architectures() {}

  /** All of them, in the order they are compared. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * @throws DefinitionException when there is none of this name
   */
  public static Architecture named(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                DefinitionException.of(
                    "architecture",
                    name,
                    "one of "
                        + Stream.concat(
                                Arrays.stream(CarriedArchitecture.values())
                                    .map(CarriedArchitecture::option),
                                ALL.stream().map(Architecture::name))
                            .collect(Collectors.joining(", "))));
  }

  /**
   * A new network of the architecture with this name.
   *
   * @throws DefinitionException when there is none, or it lacks a size that is asked for
   */
  public static Network build(String name, NetworkSize size) {
    Architecture architecture = named(name);
    for (Sizing asked : size.others().keySet()) {
      if (!architecture.sizings().contains(asked)) {
        throw new DefinitionException(
            "%s: architecture %s has no such size; it is one of %s"
                .formatted(asked.option(), name, having(asked)));
      }
    }
    return architecture.build(size);
  }

  /** Names of the architectures that have a size. */
  public static String having(Sizing sizing) {
    return ALL.stream()
        .filter(architecture -> architecture.sizings().contains(sizing))
        .map(Architecture::name)
        .collect(Collectors.joining(", "));
  }
}
