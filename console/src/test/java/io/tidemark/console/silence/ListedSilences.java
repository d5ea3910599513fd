package io.tidemark.console.silence;

import io.tidemark.schemas.Silence;
import java.util.ArrayList;
import java.util.List;

/** For tests: keeps the silences that are sent. */
public final class ListedSilences implements SilenceSink {
  public final List<Silence> taken = new ArrayList<>();

  @Override
  public void send(Silence silence) {
    taken.add(silence);
  }

  @Override
  public void close() {}
}
