package io.tidemark.console.web;

/** What somebody may do who may see the page. */
enum Role {
  /** See everything and change nothing. */
  READER,
  /** Also judge and acknowledge incidents, begin and end silences, promote and roll back models. */
  OPERATOR
}
