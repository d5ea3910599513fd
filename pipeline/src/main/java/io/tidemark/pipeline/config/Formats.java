package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.YamlSection;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.secret.Secret;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Wire formats as a configuration names them.
 *
 * @param registry null where the configuration has none
 */
record Formats(@Nullable RegistrySettings registry) {
  private static final String FIELD = "schemaRegistry";

  static Formats read(YamlSection top, Path folder) {
    return new Formats(top.has(FIELD) ? registry(top.section(FIELD), folder) : null);
  }

  /** The format that {@code format} in a section names. */
  RecordFormat of(YamlSection section) {
    FormatName name = section.oneOf("format", FormatName.class);
    if (name == FormatName.AVRO_CONFLUENT && registry == null) {
      throw new DefinitionException(
          section.path("format") + ": " + name + " needs " + FIELD + ".url");
    }
    return name.format(registry);
  }

  private static RegistrySettings registry(YamlSection section, Path folder) {
    String url = section.text("url");
    try {
      RegistrySettings registry =
          new RegistrySettings(
              URI.create(url),
              section.optionalText("user"),
              secret(section, "password", folder),
              secret(section, "token", folder),
              section.bool("register"),
              RegistrySettings.PATIENCE);
      section.done();
      return registry;
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException(FIELD + ": " + wrong.getMessage());
    }
  }

  private static @Nullable Secret secret(YamlSection parent, String field, Path folder) {
    if (!parent.has(field)) {
      return null;
    }
    YamlSection section = parent.section(field);
    String file = section.optionalText("file");
    String env = section.optionalText("env");
    section.done();
    try {
      return new Secret(env, file == null ? null : folder.resolve(file).normalize().toString());
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException(FIELD + "." + field + ": " + wrong.getMessage());
    }
  }
}
