package io.tidemark.detector.definition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the schemas are that a definition names. */
@FunctionalInterface
public interface DefinitionFiles {
  /** Most bytes of a schema. */
  int MOST_BYTES = 4 << 20;

  /**
   * The content of a file.
   *
   * @param name as the definition has it
   * @throws IOException when it cannot be read
   */
  byte[] read(String name) throws IOException;

  /** Nowhere: a definition has its schemas in itself. */
  DefinitionFiles NONE =
      name -> {
        throw new IOException(
            "only the schema itself is accepted here: its JSON, or base64: and its content");
      };

  /** In a folder; absolute names are taken as they are. */
  static DefinitionFiles in(Path folder) {
    return name -> {
      Path file = folder.resolve(name).normalize();
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException("it has more than " + MOST_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    };
  }
}
