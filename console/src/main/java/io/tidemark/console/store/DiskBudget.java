package io.tidemark.console.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps the history's file within its limit, and a little of the disk free, so that what is too old
 * can still be removed: that takes writing, too.
 *
 * <p>The database never changes what it wrote. It appends, and frees an older part of the file some
 * time after all of it is deleted or written again. So only half of the limit is for what is kept;
 * the rest is room to write in.
 */
final class DiskBudget {
  /** What is kept is cut to this much less than its share, so that it is not cut each time. */
  private static final double CUT = 0.95;

  /** Part of what is kept that signals may take. */
  private static final double SIGNALS = 0.5;

  private static final double NEARLY_FULL = 0.9;

  /** A file this much over the limit, of an earlier, larger limit, is written again as a whole. */
  private static final double OVERSIZE = 1.2;

  private static final long LARGEST_RESERVE = 64L << 20;

  /** Bytes that a record may take, where records are counted. */
  private static final long LARGE_RECORD = 64L << 10;

  /** Part of the limit that records may take of which the size does not tell yet. */
  private static final double UNSEEN = 1.0 / 16;

  private final Database database;
  private final Removal removal;
  private final StoreLimit limit;
  private final LongSupplier usableSpace;
  private volatile long fileBytes;
  private final AtomicLong unseen = new AtomicLong();

  /**
   * @param usableSpace bytes that the disk has left
   */
  DiskBudget(Database database, Removal removal, StoreLimit limit, LongSupplier usableSpace) {
    this.database = database;
    this.removal = removal;
    this.limit = limit;
    this.usableSpace = usableSpace;
  }

  /** Bytes of the file when it was last written; 0 before that. */
  long fileBytes() {
    return fileBytes;
  }

  StoreLimit limit() {
    return limit;
  }

  /**
   * Removes the oldest incidents and signals beyond the limit.
   *
   * @param records that are written next and may be large
   * @throws StoreException where nothing may be written all the same
   */
  void enforce(int records) {
    if (unseen.get() * LARGE_RECORD > UNSEEN * limit.bytes()) {
      database.flush();
      unseen.set(0);
    }
    unseen.addAndGet(records);
    StoreSize size = database.size();
    if (size.live() > share()) {
      removeOldest(size.live());
      size = database.size();
    }
    if (size.live() <= share() && isNearlyFull(size)) {
      database.reopen(
          false); // which may write what is kept a second time before it frees the first
      size = database.size();
    }
    if (size.live() <= share() && isOversize(size)) {
      database.reopen(true);
      size = database.size();
    }
    fileBytes = size.file();
    if (size.occupied() > limit.bytes()) {
      throw new StoreException(
          "the history takes "
              + StoreLimit.text(size.occupied())
              + ", more than its limit of "
              + limit
              + ", until the oldest is removed");
    }
    long room = usableSpace.getAsLong() + size.file() - size.occupied();
    if (room < reserve()) {
      throw new StoreException(
          "the disk of the history has "
              + StoreLimit.text(room)
              + " left; it goes on with "
              + StoreLimit.text(reserve()));
    }
  }

  private boolean isNearlyFull(StoreSize size) {
    return !isOversize(size) && size.occupied() > limit.bytes() * NEARLY_FULL;
  }

  /** The new file needs room beside the old one. */
  private boolean isOversize(StoreSize size) {
    return size.file() > limit.bytes() * OVERSIZE
        && usableSpace.getAsLong() > size.live() + reserve();
  }

  /** Bytes that signals may take. */
  long signals() {
    return (long) (share() * SIGNALS);
  }

  /** Removes the oldest signals beyond their part. */
  void enforceSignals() {
    long bytes = database.read(SignalTable::bytes);
    if (bytes > signals()) {
      removal.oldestSignals(bytes - (long) (CUT * signals()));
    }
  }

  private long share() {
    return limit.bytes() / 2;
  }

  private long reserve() {
    return Math.min(LARGEST_RESERVE, limit.bytes() / 8);
  }

  private void removeOldest(long live) {
    long incidents = database.read(DiskBudget::incidents);
    double beyond = 1 - CUT * share() / live;
    removal.oldestSignals((long) Math.ceil(database.read(SignalTable::bytes) * beyond));
    removal.oldest((long) Math.ceil(incidents * beyond));
  }

  private static long incidents(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM incident")) {
      row.next();
      return row.getLong(1);
    }
  }
}
