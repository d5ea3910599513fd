package io.tidemark.console.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** For tests: a disk that can be full, under the database's own code. */
public final class SmallDisk {
  private static final String SCHEME = "small-disk";
  private static volatile boolean full;
  private static volatile long usable;

  private SmallDisk() {}

  /** Opens a history on it; the disk has room. */
  public static History open(Path folder, StoreLimit limit, Clock clock) {
    FilePath.register(new Files());
    setFull(false);
    Database database = Database.open(StoreFolder.create(folder), SCHEME + ":");
    return History.open(database, limit, () -> usable, clock);
  }

  /** Whether every write fails from now on, unannounced. */
  public static void setFull(boolean isFull) {
    full = isFull;
    setUsable(1L << 40);
  }

  /** What the file system says it has left. */
  public static void setUsable(long bytes) {
    usable = bytes;
  }

  /** H2's file system, between the database and the real one. */
  public static final class Files extends FilePathWrapper {
    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return new Channel(super.open(mode));
    }
  }

  private static final class Channel extends FileBaseDefault {
    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      if (full) {
        throw new IOException("No space left on device");
      }
      return file.write(source, position);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      file.force(metadata);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
