package io.tidemark.detector.mapping;

/** Reads nothing: of a record that is one text or number, {@code @value} has all there is. */
final class TextRecordReader implements RecordReader {
  @Override
  public void read(byte[] record, RecordValues values) {}
}
