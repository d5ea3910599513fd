package io.tidemark.pipeline.type;

import io.tidemark.schemas.Coverage;

/** Binary form of a {@link Coverage}. */
public final class CoverageFormat extends AvroFormat<Coverage> {
  private static final long serialVersionUID = 1L;

  public CoverageFormat() {
    super(Coverage.class);
  }

  @Override
  public BinaryFormat<Coverage> duplicate() {
    return new CoverageFormat();
  }
}
