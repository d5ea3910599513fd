package io.tidemark.detector.mapping;

import io.tidemark.schemas.wire.WireException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values that were read in one scope: of the record itself, or of each element of an unnested
 * list. An element has one place for each path that starts from it.
 */
final class Slots {
  private static final int KEPT = 1_024;

  final int width;
  private byte[] kinds;
  private long[] bits;
  private @Nullable Object[] objects;
  private int[] parents = new int[1];
  private int[] lists = new int[1];
  private int count;

  /**
   * @param width places of an element
   */
  Slots(int width) {
    this.width = width;
    kinds = new byte[width];
    bits = new long[width];
    objects = new Object[width];
  }

  int count() {
    return count;
  }

  /** Forgets what the record before has left, and the room that it took where that is much. */
  void clear() {
    int used = count * width;
    count = 0;
    if (kinds.length > Math.max(KEPT, width)) {
      kinds = new byte[width];
      bits = new long[width];
      objects = new Object[width];
      parents = new int[1];
      lists = new int[1];
    } else {
      Arrays.fill(kinds, 0, used, ValueKind.ABSENT);
      Arrays.fill(objects, 0, used, null);
    }
  }

  /**
   * Adds an element.
   *
   * @param parent element of the outer scope that it is in
   * @param list which of the alternative lists it is from
   * @throws WireException when the record has too many
   */
  void open(int parent, int list) throws WireException {
    if (count == RecordValues.MOST_ELEMENTS
        || (count + 1L) * Math.max(1, width) > RecordValues.MOST_VALUES) {
      throw new WireException("a list has more than " + count + " elements");
    }
    if (count == parents.length) {
      grow();
    }
    parents[count] = parent;
    lists[count] = list;
    count++;
  }

  private void grow() {
    int more = parents.length * 2;
    parents = Arrays.copyOf(parents, more);
    lists = Arrays.copyOf(lists, more);
    kinds = Arrays.copyOf(kinds, more * width);
    bits = Arrays.copyOf(bits, more * width);
    objects = Arrays.copyOf(objects, more * width);
  }

  int parent(int element) {
    return parents[element];
  }

  int list(int element) {
    return lists[element];
  }

  private int current(int slot) {
    return (count - 1) * width + slot;
  }

  /** Sets a value of the element that was opened last. */
  void set(int slot, byte kind, long value, @Nullable Object object) {
    int at = current(slot);
    kinds[at] = kind;
    bits[at] = value;
    objects[at] = object;
  }

  /** Takes a value away from the element that was opened last. */
  void unset(int slot) {
    set(slot, ValueKind.ABSENT, 0, null);
  }

  /** Whether the element that was opened last has nothing at a place. */
  boolean isAbsent(int slot) {
    return kinds[current(slot)] == ValueKind.ABSENT;
  }

  /** Copies a value within the element that was opened last, where there is none yet. */
  void copyFirst(int from, int to) {
    int source = current(from);
    if (kinds[current(to)] <= ValueKind.NULL && kinds[source] > ValueKind.NULL) {
      set(to, kinds[source], bits[source], objects[source]);
    }
  }

  /** Whether the element that was opened last has this text at a place. */
  boolean holds(int slot, String text) {
    int element = count - 1;
    return kind(element, slot) > ValueKind.CONTAINER && text.equals(text(element, slot));
  }

  byte kind(int element, int slot) {
    return kinds[element * width + slot];
  }

  long bits(int element, int slot) {
    return bits[element * width + slot];
  }

  double number(int element, int slot) {
    return Double.longBitsToDouble(bits(element, slot));
  }

  @Nullable Object object(int element, int slot) {
    return objects[element * width + slot];
  }

  /** The value as text; null where it is absent, an object, a list or bytes. */
  @Nullable String text(int element, int slot) {
    return switch (kind(element, slot)) {
      case ValueKind.TEXT, ValueKind.NUMBER_TEXT -> (String) object(element, slot);
      case ValueKind.LONG, ValueKind.TIME -> Long.toString(bits(element, slot));
      case ValueKind.DOUBLE -> text(number(element, slot));
      case ValueKind.BOOLEAN -> bits(element, slot) == 1 ? "true" : "false";
      default -> null;
    };
  }

  private static String text(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }

  /** Marks the places that any element has a value at. */
  void markSeen(boolean[] seen) {
    for (int i = 0; i < count * width; i++) {
      seen[i % width] |= kinds[i] != ValueKind.ABSENT;
    }
  }
}
