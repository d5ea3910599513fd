package io.tidemark.export.architecture;

import io.tidemark.detector.definition.DefinitionException;
import java.util.List;
import java.util.stream.Collectors;

/** The architectures there are. */
public final class Architectures {
  private static final List<Architecture> ALL = List.of(new LstmAutoencoder());

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
                        + ALL.stream().map(Architecture::name).collect(Collectors.joining(", "))));
  }
}
