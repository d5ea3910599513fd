package io.tidemark.lab.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a small file system of its own, so that it can be full. Needs the right to mount;
 * without it the folder is a plain one and never full.
 */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "64m";
  private static final int BLOCK = 1 << 20;

  private final Path folder;
  private final @Nullable String obstacle;
  private final Thread atExit = new Thread(this::unmount, "small-disk-unmount");

  private SmallDisk(Path folder, @Nullable String obstacle) {
    this.folder = folder;
    this.obstacle = obstacle;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static SmallDisk at(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return new SmallDisk(
        folder,
        SystemCommand.run(
            "mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", folder.toString()));
  }

  /** Why it cannot be full; null when it can. */
  @Nullable String obstacle() {
    return obstacle;
  }

  /** Takes all room. */
  void fill() throws IOException {
    try (var ballast = Files.newOutputStream(ballast())) {
      byte[] block = new byte[BLOCK];
      while (true) {
        ballast.write(block);
      }
    } catch (IOException full) {
      if (Files.size(ballast()) < BLOCK) {
        throw full;
      }
    }
  }

  /** Gives the room back. */
  void free() throws IOException {
    Files.deleteIfExists(ballast());
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return; // the hook is running, or will
    }
    unmount();
  }

  private void unmount() {
    if (obstacle != null) {
      return;
    }
    try {
      SystemCommand.run("umount", "-l", folder.toString());
    } catch (IOException stays) {
      System.err.println(folder + " stays mounted: " + stays.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
