package io.tidemark.pipeline.type;

import io.tidemark.schemas.WindowScore;

/** Binary form of a {@link WindowScore}. */
public final class ScoreFormat extends AvroFormat<WindowScore> {
  private static final long serialVersionUID = 1L;

  public ScoreFormat() {
    super(WindowScore.class);
  }

  @Override
  public BinaryFormat<WindowScore> duplicate() {
    return new ScoreFormat();
  }
}
