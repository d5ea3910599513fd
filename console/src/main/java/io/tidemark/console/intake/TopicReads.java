package io.tidemark.console.intake;

/** How far one topic has been read since the start. One thread writes it, any may ask. */
public final class TopicReads {
  private volatile long records;
  private volatile long newestMillis;
  private volatile long lag;

  /** A record came, whether or not it can be read. */
  void read(long timestampMillis) {
    records = records + 1;
    newestMillis = Math.max(newestMillis, timestampMillis);
  }

  /** So many records of the topic were not read yet. */
  void behind(long records) {
    lag = records;
  }

  /** Records since the start. */
  public long records() {
    return records;
  }

  /** Timestamp of the newest record; 0 where none came. */
  public long newestMillis() {
    return newestMillis;
  }

  /** Records that the topic had beyond, when it was last read. */
  public long lag() {
    return lag;
  }
}
