package io.tidemark.schemas.registry;

import java.util.Map;

/**
 * A Protobuf schema as a registry has it.
 *
 * @param text of the file, in Protobuf's language
 * @param imports texts of the files that it and they import, by the names they import them by
 */
public record ProtobufSource(String text, Map<String, String> imports) {
  public ProtobufSource {
    imports = Map.copyOf(imports);
  }

  /** Characters of all its texts. */
  public int length() {
    return text.length() + imports.values().stream().mapToInt(String::length).sum();
  }
}
