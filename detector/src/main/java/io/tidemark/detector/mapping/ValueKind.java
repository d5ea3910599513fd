package io.tidemark.detector.mapping;

/** What is at a place of a record. */
final class ValueKind {
  static final byte ABSENT = 0;
  static final byte NULL = 1;

  /** An object or a list. */
  static final byte CONTAINER = 2;

  static final byte TEXT = 3;

  /** A number whose text is kept, since a time or a comparison needs it exactly. */
  static final byte NUMBER_TEXT = 4;

  static final byte LONG = 5;
  static final byte DOUBLE = 6;
  static final byte BOOLEAN = 7;

  /** Microseconds since the epoch, of a type that is a time. */
  static final byte TIME = 8;

  static final byte BYTES = 9;

  private ValueKind() {}
}
