package io.tidemark.console;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** For tests: what a class, or all of them, warn of. */
public final class Warnings {
  private Warnings() {}

  /** What may fail. */
  public interface Action {
    void run() throws Exception;
  }

  /** What it warns of, in its words, while something is done. */
  public static List<String> of(Class<?> type, Action action) throws Exception {
    return of((Logger) LogManager.getLogger(type), action);
  }

  /** What anything warns of, with its stack traces. */
  public static List<String> ofAll(Action action) throws Exception {
    return of((Logger) LogManager.getRootLogger(), action);
  }

  private static List<String> of(Logger logger, Action action) throws Exception {
    List<String> said = new CopyOnWriteArrayList<>();
    var listening =
        new AbstractAppender("listening", null, null, false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            String text = event.getMessage().getFormattedMessage();
            Throwable thrown = event.getThrown();
            said.add(thrown == null ? text : text + "\n" + stackTrace(thrown));
          }
        };
    listening.start();
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

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
