package io.tidemark.console.delivery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** For tests: what a class warns of. */
final class Warnings {
  private Warnings() {}

  /** What may fail. */
  interface Action {
    void run() throws Exception;
  }

  /** What it warns of, in its words, while something is done. */
  static List<String> of(Class<?> type, Action action) throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    var listening =
        new AbstractAppender("listening", null, null, false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            said.add(event.getMessage().getFormattedMessage());
          }
        };
    listening.start();
    Logger logger = (Logger) LogManager.getLogger(type);
    var before = logger.getLevel();
    Configurator.setLevel(logger, Level.WARN);
    logger.addAppender(listening);
    try {
      action.run();
    } finally {
      logger.removeAppender(listening);
      Configurator.setLevel(logger, before);
    }
    return said;
  }
}
