package io.tidemark.console.fleet;

/** How a watched key is, worst first. */
public enum Health {
  /** Has an incident that still lasts. */
  INCIDENT,
  /** Had events, and is not judged now; its coverage says why. */
  BLIND,
  /** Scored before, but nothing for a while. */
  STALE,
  /** Its normal is being learned; nothing is judged yet. */
  WARMING_UP,
  /** Scored, and no incident. */
  NORMAL
}
