package io.tidemark.detector.tick;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tags of a key: what of its events goes into its alerts. */
public final class Tags {
  /** Longest value of a tag, in characters; a longer one is cut. */
  public static final int MAX_LENGTH = 100;

  private Tags() {}

  /** A value, cut where it is too long. */
  public static String cut(String value) {
    if (value.length() <= MAX_LENGTH) {
      return value;
    }
    boolean parts = Character.isHighSurrogate(value.charAt(MAX_LENGTH - 1));
    return value.substring(0, parts ? MAX_LENGTH - 1 : MAX_LENGTH);
  }

  /**
   * The last known tags of a key after an event.
   *
   * @param known before; returned where nothing has changed
   * @param seen of the event
   * @param names of all that the definition has, in order
   */
  public static Map<String, String> latest(
      Map<String, String> known, Map<String, String> seen, Set<String> names) {
    if (seen.isEmpty() && names.containsAll(known.keySet())) {
      return known;
    }
    Map<String, String> latest = new LinkedHashMap<>();
    for (String name : names) {
      String value = seen.getOrDefault(name, known.get(name));
      if (value != null) {
        latest.put(name, value);
      }
    }
    return latest.equals(known) ? known : Collections.unmodifiableMap(latest);
  }

  /** Writes the tags of a key or an event. */
  public static void write(Map<String, String> tags, DataOutput out) throws IOException {
    StateFormat.writeCount(tags.size(), out);
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      out.writeUTF(tag.getKey());
      out.writeUTF(tag.getValue());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Map<String, String> read(DataInput in) throws IOException {
    int size = (int) StateFormat.readCount(in);
    if (size == 0) {
      return Map.of();
    }
    Map<String, String> tags = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String name = SharedNames.share(in.readUTF());
      tags.put(name, SharedNames.share(in.readUTF()));
    }
    return Collections.unmodifiableMap(tags);
  }
}
