package io.tidemark.cli;

import java.nio.file.Path;

/** Where Tidemark is installed: the folder of the launcher, with the examples and their models. */
public final class Home {
  private Home() {}

  /** The folder, as the launcher says; the working folder where it does not. */
  public static Path folder() {
    return Path.of(System.getProperty("tidemark.home", ""));
  }
}
