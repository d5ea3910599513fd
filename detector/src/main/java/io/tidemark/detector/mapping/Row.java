package io.tidemark.detector.mapping;

import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A record together with one element of each list that is unnested: what makes one event. */
final class Row {
  /** Rows times features of a record. */
  private static final long MOST = RecordValues.MOST_VALUES;

  private final RecordValues values;
  private final int[] elements;
  private int rows;
  private long made;
  private SourcePosition source = new SourcePosition(0, 0);

  Row(RecordValues values, int scopes) {
    this.values = values;
    elements = new int[scopes];
  }

  void start(SourcePosition position) {
    source = position;
    rows = 0;
    made = 0;
  }

  SourcePosition source() {
    return source;
  }

  void enter(int scope, int element) {
    elements[scope] = element;
  }

  int element(int scope) {
    return elements[scope];
  }

  /**
   * Counts a row, since lists beside each other multiply.
   *
   * @throws WireException when there are too many
   */
  void count(int features) throws WireException {
    rows++;
    made += features;
    if (rows > RecordValues.MOST_ELEMENTS || made > MOST) {
      long most = Math.min(RecordValues.MOST_ELEMENTS, MOST / features);
      throw new WireException("makes more than " + most + " events");
    }
  }

  byte kind(ValueRef value) {
    return values.scope(value.scope()).kind(elements[value.scope()], value.slot());
  }

  boolean isPresent(ValueRef value) {
    return kind(value) > ValueKind.NULL;
  }

  /** The first that is there; null where none is. */
  @Nullable ValueRef first(List<ValueRef> alternatives) {
    for (int i = 0; i < alternatives.size(); i++) {
      if (isPresent(alternatives.get(i))) {
        return alternatives.get(i);
      }
    }
    return null;
  }

  @Nullable String text(ValueRef value) {
    return values.scope(value.scope()).text(elements[value.scope()], value.slot());
  }

  long bits(ValueRef value) {
    return values.scope(value.scope()).bits(elements[value.scope()], value.slot());
  }

  double number(ValueRef value) {
    return Double.longBitsToDouble(bits(value));
  }

  @Nullable Object object(ValueRef value) {
    return values.scope(value.scope()).object(elements[value.scope()], value.slot());
  }
}
