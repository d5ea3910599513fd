package io.tidemark.export.source;

import io.tidemark.detector.tick.Observation;

/** A finite stream of observations in event-time order, read once. */
public interface EventSource extends AutoCloseable {
  /** For people, such as a file or topic. */
  String name();

  /**
   * Hands on everything, oldest first.
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
