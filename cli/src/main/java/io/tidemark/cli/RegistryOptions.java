package io.tidemark.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.secret.Secret;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach a schema registry; for records in Confluent's wire format. */
final class RegistryOptions {
  private static final String OPTION = "--schema-registry";

  /** Somebody sits before the terminal. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  @Option(
      names = OPTION,
      paramLabel = "URL",
      description =
          "Schema registry with Confluent's REST interface, for records in its wire format.")
  private @Nullable String url;

  @Option(
      names = "--schema-registry-user",
      paramLabel = "NAME",
      description = "User of the registry, with --schema-registry-password-file.")
  private @Nullable String user;

  @Option(
      names = "--schema-registry-password-file",
      paramLabel = "FILE",
      description = "File with the user's password.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--schema-registry-token-file",
      paramLabel = "FILE",
      description = "File with a bearer token for the registry, instead of a user.")
  private @Nullable Path tokenFile;

  /**
   * The registry, which answers; null where none is named.
   *
   * @throws DefinitionException when it does not answer
   */
  @Nullable RegistrySettings registry() {
    RegistrySettings registry = settings();
    if (registry != null) {
      try {
        new RegistryClient(registry).check();
      } catch (RegistryException failed) {
        throw new DefinitionException(OPTION + ": " + failed.getMessage());
      }
    }
    return registry;
  }

  /** The format of that name, with this registry where it needs one. */
  RecordFormat format(FormatName name) {
    RegistrySettings registry = registry();
    if (name == FormatName.AVRO_CONFLUENT && registry == null) {
      throw new DefinitionException("--format: " + name + " needs " + OPTION);
    }
    return name.format(registry);
  }

  /** The formats of event topics: that of this name where a definition names none. */
  JobFormats formats(FormatName name) {
    return new JobFormats(format(name), registry());
  }

  /**
   * The registry as {@code schemaRegistry} of a configuration says it; null where none is named.
   */
  @Nullable ObjectNode configured() {
    if (url == null) {
      return null;
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode().put("url", url);
    if (user != null) {
      fields.put("user", user);
    }
    if (passwordFile != null) {
      fields.putObject("password").put("file", passwordFile.toAbsolutePath().toString());
    }
    if (tokenFile != null) {
      fields.putObject("token").put("file", tokenFile.toAbsolutePath().toString());
    }
    return fields;
  }

  private @Nullable RegistrySettings settings() {
    if (url == null) {
      if (user != null || passwordFile != null || tokenFile != null) {
        throw new DefinitionException(OPTION + ": is missing, and credentials for it are given");
      }
      return null;
    }
    try {
      return new RegistrySettings(
          URI.create(url), user, secret(passwordFile), secret(tokenFile), true, PATIENCE);
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException(OPTION + ": " + wrong.getMessage());
    }
  }

  private static @Nullable Secret secret(@Nullable Path file) {
    return file == null ? null : new Secret(null, file.toString());
  }
}
