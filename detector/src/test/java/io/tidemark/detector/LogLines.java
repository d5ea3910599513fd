package io.tidemark.detector;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** For tests: what classes say in the log, from INFO on, until closed. */
public final class LogLines implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;
  private final AbstractAppender appender =
      new AbstractAppender("lines", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
      };

  private LogLines(Logger logger) {
    this.logger = logger;
    before = logger.getLevel();
    appender.start();
    Configurator.setLevel(logger, Level.INFO);
    logger.addAppender(appender);
  }

  public static LogLines of(Class<?> type) {
    return new LogLines((Logger) LogManager.getLogger(type));
  }

  /** Of all classes of a package. */
  public static LogLines of(String packageName) {
    return new LogLines((Logger) LogManager.getLogger(packageName));
  }

  /** The lines so far, each after its level and a space. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    Configurator.setLevel(logger, before);
  }
}
