package io.tidemark.detector.model;

import io.tidemark.detector.definition.ProviderPreference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A hold on a model that all users in the process share: one session per file and placement, opened
 * by the first hold and closed with the last. Close each hold once.
 */
public final class SharedModel implements AutoCloseable {
  private static final Map<Source, Entry> OPEN = new HashMap<>();

  private final Source source;
  private final OnnxModel model;
  private boolean closed;

  private SharedModel(Source source, OnnxModel model) {
    this.source = source;
    this.model = model;
  }

  /**
   * Takes a hold.
   *
   * @param file must not change while held
   * @throws ModelException as {@link OnnxModel#open(Path, Placement)}
   */
  public static SharedModel acquire(Path file, Placement placement) {
    Source source = new Source(file.toAbsolutePath().normalize(), placement);
    synchronized (OPEN) {
      Entry entry =
          OPEN.computeIfAbsent(source, missing -> new Entry(OnnxModel.open(file, placement)));
      entry.holds++;
      return new SharedModel(source, entry.model);
    }
  }

  /**
   * As {@link #acquire(Path, Placement)}, of a model that was admitted before and came as bytes:
   * one session per content and placement. It is not tried again.
   *
   * @param digest SHA-256 of the bytes, hexadecimal
   */
  public static SharedModel acquire(String digest, byte[] file, Placement placement) {
    Source source = new Source(Path.of("sha256", digest), placement);
    synchronized (OPEN) {
      Entry entry =
          OPEN.computeIfAbsent(
              source, missing -> new Entry(OnnxModel.reopen(digest, file, placement)));
      entry.holds++;
      return new SharedModel(source, entry.model);
    }
  }

  /** Takes a hold on a model that another in this process holds; null when nobody does. */
  public static @Nullable SharedModel acquireOpen(String digest, ProviderPreference preference) {
    synchronized (OPEN) {
      for (Map.Entry<Source, Entry> open : OPEN.entrySet()) {
        Entry entry = open.getValue();
        if (open.getKey().placement().preference() == preference
            && entry.model.digest().equals(digest)) {
          entry.holds++;
          return new SharedModel(open.getKey(), entry.model);
        }
      }
      return null;
    }
  }

  /** The model; valid until {@link #close}. */
  public OnnxModel model() {
    return model;
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (closed) {
        return;
      }
      closed = true;
      Entry entry = OPEN.get(source);
      if (entry != null && --entry.holds == 0) {
        OPEN.remove(source);
        entry.model.close();
      }
    }
  }

  private record Source(Path file, Placement placement) {}

  private static final class Entry {
    private final OnnxModel model;
    private int holds;

    private Entry(OnnxModel model) {
      this.model = model;
    }
  }
}
