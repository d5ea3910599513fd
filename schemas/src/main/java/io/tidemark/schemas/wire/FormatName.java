package io.tidemark.schemas.wire;

import io.tidemark.schemas.registry.RegistrySettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The wire formats by their names in configurations and on command lines. */
public enum FormatName {
  /** {@link WireFormat#AVRO}. */
  AVRO,
  /** {@link ConfluentFormat}. */
  AVRO_CONFLUENT,
  /** {@link WireFormat#JSON}. */
  JSON;

  /**
   * The format of this name.
   *
   * @param registry null where none is configured
   * @throws IllegalArgumentException when the format needs a registry and there is none
   */
  public RecordFormat format(@Nullable RegistrySettings registry) {
    return switch (this) {
      case AVRO -> WireFormat.AVRO;
      case JSON -> WireFormat.JSON;
      case AVRO_CONFLUENT -> {
        if (registry == null) {
          throw new IllegalArgumentException(this + " needs a schema registry, and none is named");
        }
        yield new ConfluentFormat(registry);
      }
    };
  }

  /** The name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
