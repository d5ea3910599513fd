package io.tidemark.pipeline.control;

import io.tidemark.detector.model.ModelException;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * How long the texts of a command may be, in characters: they are kept in state and come back in
 * answers, which a broker takes only up to its limit.
 */
final class CommandLimits {
  private static final int ID = 200;
  private static final int DETECTOR = 100;
  private static final int DIGEST = 64;
  private static final int PATH = 1_000;
  private static final int DEFINITION = 200_000;
  private static final int REASON = 2_000;

  private CommandLimits() {}

  /**
   * @throws ModelException when a text of the command is too long
   */
  static void require(ModelCommand command) {
    require("commandId", command.getCommandId(), ID);
    require("detector", command.getDetector(), DETECTOR);
    require("digest", command.getDigest(), DIGEST);
    require("path", command.getPath(), PATH);
    require("definition", command.getDefinition(), DEFINITION);
  }

  private static void require(String field, @Nullable String text, int most) {
    if (text != null && text.length() > most) {
      throw new ModelException(
          "%s: its length is %,d; it must be up to %,d characters"
              .formatted(field, text.length(), most));
    }
  }

  /** Starts an answer: it repeats what the command names, cut where it is too long. */
  static ControlEvent.Builder answerTo(ModelCommand command) {
    String id = command.getCommandId();
    return ControlEvent.newBuilder()
        .setCommandId(id.isEmpty() ? null : cut(id, ID))
        .setDetector(cut(command.getDetector(), DETECTOR));
  }

  /** A digest of a command that is refused. */
  static @Nullable String digest(ModelCommand command) {
    String digest = command.getDigest();
    return digest == null ? null : cut(digest, DIGEST);
  }

  /** One line that says why a command is refused. */
  static String reason(Throwable refusal) {
    return PrintableText.oneLine(String.valueOf(refusal.getMessage()), REASON);
  }

  /** What is short enough stays as it is, so that its sender knows it again. */
  private static String cut(String text, int most) {
    return text.length() <= most ? text : PrintableText.of(text, most);
  }
}
