package io.tidemark.detector.definition;

import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A schema that a definition names: a file, or what is in it, {@code {...}} or {@code base64:...}.
 *
 * @param name as the definition has it
 * @param content of the file
 */
public record SchemaSource(String name, ByteBuffer content) {
  private static final String BASE64 = "base64:";

  public SchemaSource {
    content = content.asReadOnlyBuffer();
  }

  /**
   * Reads a schema.
   *
   * @param field of the definition
   * @param name file, or content
   * @throws DefinitionException when it cannot be read
   */
  static SchemaSource read(String field, String name, DefinitionFiles files) {
    try {
      byte[] content = isContent(name) ? content(name) : files.read(name);
      return new SchemaSource(name, ByteBuffer.wrap(content));
    } catch (IOException unreadable) {
      throw new DefinitionException(
          field + ": " + name + " cannot be read: " + FileFailure.reason(unreadable));
    } catch (IllegalArgumentException malformed) {
      throw new DefinitionException(
          field + ": " + name + " cannot be read: " + malformed.getMessage());
    }
  }

  /** Whether a definition has the schema itself, not the name of a file. */
  private static boolean isContent(String name) {
    return name.stripLeading().startsWith("{") || name.startsWith(BASE64);
  }

  private static byte[] content(String text) {
    return text.startsWith(BASE64)
        ? Base64.getMimeDecoder().decode(text.substring(BASE64.length()))
        : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether this is the content of a file. */
  public boolean isFile() {
    return !isContent(name);
  }

  /** The content. */
  public byte[] bytes() {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }
}
