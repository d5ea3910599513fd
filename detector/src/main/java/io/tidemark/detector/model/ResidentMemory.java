package io.tidemark.detector.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory that this process holds, native memory with it. */
public final class ResidentMemory {
  private static final Path STATM = Path.of("/proc/self/statm");
  private static final long PAGE = 4096;

  private ResidentMemory() {}

  /** Bytes; 0 where the system does not tell. */
  public static long bytes() {
    if (!Files.isReadable(STATM)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(STATM).split(" ")[1]) * PAGE;
    } catch (IOException unreadable) {
      return 0;
    }
  }
}
