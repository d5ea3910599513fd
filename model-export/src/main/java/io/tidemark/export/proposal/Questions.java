package io.tidemark.export.proposal;

import java.util.List;

/** Decides what is doubtful: a person, or nobody. */
@FunctionalInterface
public interface Questions {
  /** Takes what is proposed. */
  Questions NONE = (question, options) -> options.get(0);

  /**
   * Asks.
   *
   * @param question for people
   * @param options what may be answered, the proposed one first
   * @return one of the options
   */
  String ask(String question, List<String> options);
}
