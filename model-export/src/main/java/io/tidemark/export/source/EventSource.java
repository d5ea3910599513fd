package io.tidemark.export.source;

import io.tidemark.detector.tick.Observation;

/**
 * A finite stream of observations, read once: each key's own in event-time order, the keys mixed in
 * any way.
 */
public interface EventSource extends AutoCloseable {
  /** For people, such as a file or topic. */
  String name();

  /**
   * Hands on everything.
   *
   * @throws io.tidemark.detector.definition.DefinitionException at what cannot be trained on
   */
  void forEach(Consumer consumer);

  @Override
  void close();

  /** Takes observations. */
  interface Consumer {
    /**
     * @param anomalous whether a label calls it so; false where there are no labels
     */
    void accept(Observation observation, boolean anomalous);
  }
}
