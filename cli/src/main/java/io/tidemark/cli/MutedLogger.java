package io.tidemark.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/** Silences a library's logger while its failure is told in better words. */
final class Quiet implements AutoCloseable {
  private final String logger;
  private final Level before;

  private Quiet(String logger) {
    this.logger = logger;
    this.before = LogManager.getLogger(logger).getLevel();
    Configurator.setLevel(logger, Level.OFF);
  }

  static Quiet logger(String name) {
    return new Quiet(name);
  }

  @Override
  public void close() {
    Configurator.setLevel(logger, before);
  }
}
