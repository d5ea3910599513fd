package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionFiles;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.SchemaSource;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The detectors of a job, by name. They travel to the cluster as the YAML they were written in and
 * are read again there; their model files and schemas travel beside them.
 */
public final class Detectors implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<Source> sources;
  private transient @Nullable Map<String, DetectorDefinition> definitions;

  private Detectors(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Reads definition files.
   *
   * @throws DefinitionException when one cannot be read, or two do not go together
   */
  public static Detectors read(List<Path> files) {
    List<Source> sources = new ArrayList<>();
    for (Path file : files) {
      DetectorDefinition detector = DefinitionReader.read(file); // its errors name the file
      try {
        sources.add(
            new Source(
                Files.readString(file),
                String.valueOf(file.toAbsolutePath().getParent()),
                schema(detector)));
      } catch (IOException gone) {
        throw new DefinitionException(file + ": cannot be read: " + FileFailure.reason(gone));
      }
    }
    return checked(sources);
  }

  /**
   * Takes definitions as YAML; relative model paths are taken from {@code folder}.
   *
   * @throws DefinitionException when one is not accepted, or two do not go together
   */
  public static Detectors parse(Path folder, String... yaml) {
    List<Source> sources = new ArrayList<>();
    for (String text : yaml) {
      sources.add(
          new Source(text, folder.toString(), schema(DefinitionReader.parse(text, folder))));
    }
    return checked(sources);
  }

  /** The content of the schema file that a definition names, since it has to travel too. */
  private static byte @Nullable [] schema(DetectorDefinition detector) {
    SchemaSource schema = detector.events().encoding().schema();
    return schema != null && schema.isFile() ? schema.bytes() : null;
  }

  private static Detectors checked(List<Source> sources) {
    if (sources.isEmpty()) {
      throw DefinitionException.of("detectors", "an empty list", "at least one definition file");
    }
    Detectors detectors = new Detectors(sources);
    for (String topic : detectors.topics()) {
      List<DetectorDefinition> readers = detectors.readersOf(topic);
      readers.forEach(
          reader -> reader.events().requireReadLike(typed(readers).events(), topic, reader.name()));
    }
    return detectors;
  }

  /** The first of a topic's readers whose records are of a type; any where there is none. */
  private static DetectorDefinition typed(List<DetectorDefinition> readers) {
    return readers.stream()
        .filter(reader -> reader.events().type() != null)
        .findFirst()
        .orElse(readers.get(0));
  }

  /** All of them, in the order of the configuration. */
  public Collection<DetectorDefinition> definitions() {
    return byName().values();
  }

  /** The detector of this name, or null when the job has none. */
  public @Nullable DetectorDefinition find(String name) {
    return byName().get(name);
  }

  /** The definition of this name as it was written, or null when the job has none. */
  public @Nullable String yaml(String name) {
    for (Source source : sources) {
      if (source.definition().name().equals(name)) {
        return source.yaml();
      }
    }
    return null;
  }

  /** The topics that detectors name, in the order of the configuration. */
  public Set<String> topics() {
    Set<String> topics = new LinkedHashSet<>();
    definitions().forEach(detector -> topics.addAll(detector.events().topics().names()));
    return topics;
  }

  /** Topics that detectors describe instead of naming them, without those that stand twice. */
  public List<TopicSelection> patterns() {
    return definitions().stream()
        .map(detector -> detector.events().topics())
        .filter(topics -> topics.regex() != null)
        .distinct()
        .toList();
  }

  /** The detectors that read a topic, in the order of the configuration. */
  public List<DetectorDefinition> readersOf(String topic) {
    return definitions().stream()
        .filter(detector -> detector.events().topics().has(topic))
        .toList();
  }

  private Map<String, DetectorDefinition> byName() {
    Map<String, DetectorDefinition> read = definitions;
    if (read == null) {
      read = new LinkedHashMap<>();
      for (Source source : sources) {
        DetectorDefinition detector = source.definition();
        if (read.put(detector.name(), detector) != null) {
          throw DefinitionException.of("name", detector.name(), "unique among the job's detectors");
        }
      }
      definitions = read;
    }
    return read;
  }

  /**
   * A definition as it was written.
   *
   * @param folder from which the model's path is taken
   * @param schema content of the schema file that it names; null where it names none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Source(String yaml, String folder, byte @Nullable [] schema)
      implements Serializable {
    DetectorDefinition definition() {
      return DefinitionReader.parse(
          yaml, Path.of(folder), name -> schema == null ? DefinitionFiles.NONE.read(name) : schema);
    }
  }
}
