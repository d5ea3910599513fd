package io.tidemark.detector.definition;

import java.util.List;

/**
 * A list in a record, each element of which makes an event of its own.
 *
 * @param name by which paths reach the element
 * @param from paths of the list, ending in {@code [*]}; the first counts that has elements
 */
public record Unnesting(String name, List<String> from) {
  public Unnesting {
    Check.name("events.each", name);
    from = List.copyOf(from);
  }
}
