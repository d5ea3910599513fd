package io.tidemark.detector.mapping;

import io.tidemark.schemas.wire.WireException;

/** Reads from records of one format what a definition names. For one thread. */
interface RecordReader {

  /**
   * Reads a record in one pass.
   *
   * @param values takes what is found
   * @throws WireException when the record is not of the format
   * @throws io.tidemark.schemas.registry.RegistryException when a schema registry is away
   */
  void read(byte[] record, RecordValues values) throws WireException;
}
