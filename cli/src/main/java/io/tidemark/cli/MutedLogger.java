package io.tidemark.cli;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/** Turns a library's logger off while its failure is reported in better words. */
final class MutedLogger implements AutoCloseable {
  private final String logger;
  private final Level before;

  private MutedLogger(String logger) {
    this.logger = logger;
    this.before = LogManager.getLogger(logger).getLevel();
    Configurator.setLevel(logger, Level.OFF);
  }

  static MutedLogger of(String name) {
    return new MutedLogger(name);
  }

  @Override
  public void close() {
    Configurator.setLevel(logger, before);
  }
}
