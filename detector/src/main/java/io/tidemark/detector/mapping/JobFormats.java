package io.tidemark.detector.mapping;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventFormat;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistrySettings;
import io.tidemark.schemas.wire.ConfluentFormat;
import io.tidemark.schemas.wire.FormatName;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.io.Serializable;
import java.time.Duration;
import org.apache.avro.Schema;
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

  /** The same, asking a registry that is away for no longer than this. */
  public JobFormats withPatience(Duration patience) {
    RegistrySettings patient = registry == null ? null : registry.withPatience(patience);
    return new JobFormats(
        format instanceof ConfluentFormat confluent
            ? new ConfluentFormat(confluent.registry().withPatience(patience))
            : format,
        patient);
  }

  /**
   * Checks that a detector's paths are in the schema that the registry has of the topics that it
   * names, where the registry names schemas after topics, as it does by default.
   *
   * @throws DefinitionException when one is not; the message names the detector
   * @throws io.tidemark.schemas.registry.RegistryException when the registry gives no answer
   */
  public void checkRegistered(DetectorDefinition detector) {
    EventSelection events = detector.events();
    if (events.type() != null || mapped(events) != EventFormat.AVRO_CONFLUENT) {
      return;
    }
    RegistryClient client = new RegistryClient(registryFor(EventFormat.AVRO_CONFLUENT));
    client.check();
    for (String topic : events.topics().names()) {
      Schema schema = client.latest(topic + "-value");
      if (schema != null) {
        check(detector, schema);
      }
    }
  }

  private void check(DetectorDefinition detector, Schema schema) {
    try {
      RecordMapping.of(detector, this).check(AvroShape.of(schema));
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
    EventFormat named = events.encoding().format();
    if (named == null) {
      return format;
    }
    FormatName name = FormatName.valueOf(named.name());
    return name.format(name == FormatName.AVRO_CONFLUENT ? registryFor(named) : registry);
  }

  /** The format of records that a definition maps. */
  EventFormat mapped(EventSelection events) {
    EventFormat named = events.encoding().format();
    if (named != null) {
      return named;
    }
    return format instanceof ConfluentFormat
        ? EventFormat.AVRO_CONFLUENT
        : format == WireFormat.JSON ? EventFormat.JSON : EventFormat.AVRO;
  }

  /**
   * The registry, for a format that needs one.
   *
   * @throws DefinitionException when there is none
   */
  RegistrySettings registryFor(EventFormat named) {
    if (registry == null) {
      throw new DefinitionException("events.format: " + named + " needs schemaRegistry.url");
    }
    return registry;
  }
}
