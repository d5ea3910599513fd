package io.tidemark.pipeline.control;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds the bytes of a file once a process: each subtask reads the same models from its own copy of
 * the state. Files that nobody uses any more are let go of.
 */
final class SharedBytes {
  private static final Map<String, WeakReference<byte[]>> HELD = new HashMap<>();

  private SharedBytes() {}

  /** Equal bytes that were read before under the same name; else these. */
  static synchronized byte[] of(String name, byte[] bytes) {
    WeakReference<byte[]> reference = HELD.get(name);
    byte @Nullable [] held = reference == null ? null : reference.get();
    if (held != null && Arrays.equals(held, bytes)) {
      return held;
    }
    HELD.values().removeIf(unused -> unused.get() == null);
    HELD.put(name, new WeakReference<>(bytes));
    return bytes;
  }
}
