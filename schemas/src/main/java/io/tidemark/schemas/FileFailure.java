package io.tidemark.schemas;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file could not be read or written, in words for the person who named it. */
public final class FileFailure {
  private FileFailure() {}

  /** The reason, without the file's name and without the name of a class. */
  public static String reason(IOException failed) {
    if (failed instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (failed instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failed instanceof CharacterCodingException) {
      return "it is not UTF-8 text";
    }
    if (failed instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    String message = failed.getMessage();
    return message == null || message.isBlank()
        ? "input or output failed"
        : message.lines().findFirst().orElseThrow();
  }
}
