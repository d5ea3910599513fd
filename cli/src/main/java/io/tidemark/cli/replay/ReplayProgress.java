package io.tidemark.cli.replay;

import java.time.Instant;

/** Told how far a replay is; called for every event, so it must be quick. */
public interface ReplayProgress {

  /**
   * @param share of the replay that is done, 0 to 1
   * @param eventTime of the latest event
   * @param sent events so far
   */
  void at(double share, Instant eventTime, long sent);
}
