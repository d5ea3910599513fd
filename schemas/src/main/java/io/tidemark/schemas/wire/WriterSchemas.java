package io.tidemark.schemas.wire;

import org.apache.avro.Schema;

/** How a payload names the schema that it was written with, and which schema that is. */
interface WriterSchemas {

  /** Where the record begins. */
  int header();

  /**
   * What the header says.
   *
   * @throws WireException when there is no such header
   */
  long name(byte[] payload) throws WireException;

  /**
   * The schema of that name.
   *
   * @throws WireException when there is none
   */
  Schema schema(long name) throws WireException;
}
