package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a host says of the formats of event topics.
 *
 * @param format of topics whose definitions name none
 * @param registry schema registry, for formats that need one; null: there is none
 */
public record JobFormats(RecordFormat format, @Nullable RegistrySettings registry)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A format and the registry that it uses. */
  public static JobFormats of(RecordFormat format) {
    return new JobFormats(
        format, format instanceof ConfluentFormat confluent ? confluent.registry() : null);
  }

  /**
   * Checks that a detector can read its topic as its definition says.
   *
   * @throws DefinitionException when it cannot; the message names the detector
   */
  public void check(DetectorDefinition detector) {
    try {
      if (detector.events().type() == null) {
        RecordMapping.of(detector, this);
      } else {
        typed(detector.events());
      }
    } catch (DefinitionException wrong) {
      throw new DefinitionException("detector " + detector.name() + ": " + wrong.getMessage());
    }
  }

  /**
   * The format of the records of a type.
   *
   * @throws DefinitionException when it needs a registry, and there is none
   */
  public RecordFormat typed(EventSelection events) {
    EventFormat named = events.format();
    return named == null ? format : FormatName.valueOf(named.name()).format(requireFor(named));
  }

  /**
   * The format of records that a definition maps.
   *
   * @throws DefinitionException when it needs a registry, and there is none
   */
  EventFormat mapped(EventSelection events) {
    EventFormat named = events.format();
    if (named == null) {
      named =
          format instanceof ConfluentFormat
              ? EventFormat.AVRO_CONFLUENT
              : format == WireFormat.JSON ? EventFormat.JSON : EventFormat.AVRO;
    }
    requireFor(named);
    return named;
  }

  private @Nullable RegistrySettings requireFor(EventFormat named) {
    if (named.needsRegistry() && registry == null) {
      throw new DefinitionException("events.format: " + named + " needs schemaRegistry.url");
    }
    return registry;
  }
}
