package io.tidemark.detector.mapping;

import io.tidemark.schemas.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader has found of one record. Readers walk the record along a {@link PathNode} tree and
 * put each value where its node says. For one thread.
 */
final class RecordValues {
  /** Elements of a list of a record. */
  static final int MOST_ELEMENTS = 100_000;

  /** Values of a list of a record. */
  static final long MOST_VALUES = 2_000_000;

  private final Slots[] scopes;

  /**
   * @param widths places of each scope; the first is the record itself
   */
  RecordValues(List<Integer> widths) {
    scopes = widths.stream().map(Slots::new).toArray(Slots[]::new);
  }

  Slots scope(int scope) {
    return scopes[scope];
  }

  /** Starts on a record. */
  void clear() throws WireException {
    for (Slots scope : scopes) {
      scope.clear();
    }
    scopes[0].open(0, 0);
  }

  void text(PathNode node, String text) {
    put(node, ValueKind.TEXT, 0, text);
  }

  void numberText(PathNode node, String number) {
    put(node, ValueKind.NUMBER_TEXT, 0, number);
  }

  void number(PathNode node, long number) {
    put(node, ValueKind.LONG, number, null);
  }

  void number(PathNode node, double number) {
    put(node, ValueKind.DOUBLE, Double.doubleToRawLongBits(number), null);
  }

  void bool(PathNode node, boolean value) {
    put(node, ValueKind.BOOLEAN, value ? 1 : 0, null);
  }

  void time(PathNode node, long micros) {
    put(node, ValueKind.TIME, micros, null);
  }

  void bytes(PathNode node, byte[] bytes) {
    put(node, ValueKind.BYTES, 0, bytes);
  }

  void nothing(PathNode node) {
    put(node, ValueKind.NULL, 0, null);
  }

  void container(PathNode node) {
    put(node, ValueKind.CONTAINER, 0, null);
  }

  /** Whether nothing has been put there yet. */
  boolean isAbsent(PathNode node) {
    return node.slot() >= 0 && scopes[node.scope()].isAbsent(node.slot());
  }

  private void put(PathNode node, byte kind, long bits, @Nullable Object object) {
    if (node.slot() >= 0) {
      scopes[node.scope()].set(node.slot(), kind, bits, object);
    }
  }

  /**
   * Starts on an element of a list.
   *
   * @throws WireException when the record has too many
   */
  void beginElement(PathNode element) throws WireException {
    if (element.opens()) {
      int parent = scopes[element.outerScope()].count() - 1;
      scopes[element.scope()].open(parent, element.list());
    }
    Slots scope = scopes[element.scope()];
    for (int slot : element.matchSlots()) {
      scope.unset(slot);
    }
  }

  /** Ends an element of a list. */
  void endElement(PathNode element) {
    Slots scope = scopes[element.scope()];
    for (PathNode.Selection selection : element.selections()) {
      if (scope.holds(selection.test(), selection.value())) {
        scope.copyFirst(selection.from(), selection.to());
      }
    }
  }
}
