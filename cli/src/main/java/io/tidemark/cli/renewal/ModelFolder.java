package io.tidemark.cli.renewal;

import io.tidemark.cli.control.ModelDigest;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelMetadata;
import io.tidemark.export.inspection.OnnxFile;
import io.tidemark.schemas.ControlEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of one detector: those that the trainer made, in a folder of the job's model store
 * that has the detector's name, and the one that serves.
 */
final class ModelFolder {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String EXTENSION = ".onnx";

  private final DetectorDefinition definition;
  private final Path store;
  private final Path folder;

  ModelFolder(DetectorDefinition definition, Path store) {
    this.definition = definition;
    this.store = store;
    folder = store.resolve(definition.name());
  }

  /** The file for a model that is trained at a time. */
  Path file(Instant time) {
    return folder.resolve(NAME.format(time) + EXTENSION);
  }

  /**
   * The file of the model that serves, as the job's answers have it; null where none serves.
   *
   * @param answers in their order
   * @throws DefinitionException when the store has no such file
   */
  @Nullable Path serving(List<ControlEvent> answers) throws IOException {
    String digest = servingDigest(answers);
    Path defined = definition.model() == null ? null : definition.model().path();
    if (digest == null
        || (defined != null
            && Files.isRegularFile(defined)
            && digest.equals(ModelDigest.of(defined)))) {
      return defined;
    }
    return find(digest)
        .orElseThrow(
            () ->
                new DefinitionException(
                    "%s: the model store %s has no file with SHA-256 %s, of the model that serves"
                        .formatted(definition.name(), store, digest)));
  }

  /** Null for the model that the definition names. */
  private @Nullable String servingDigest(List<ControlEvent> answers) {
    String digest = null;
    for (ControlEvent answer : answers) {
      if (answer.getDetector().equals(definition.name()) && decides(answer)) {
        digest = answer.getDigest();
      }
    }
    return digest;
  }

  private static boolean decides(ControlEvent answer) {
    return switch (answer.getOutcome()) {
      case PROMOTED, ROLLED_BACK, DETECTOR_ADDED, DETECTOR_CHANGED -> true;
      default -> false;
    };
  }

  private Optional<Path> find(String digest) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.filter(ModelFolder::isModel).toList()) {
        if (digest.equals(ModelDigest.of(file))) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * When the newest model was trained: the one that serves, or a newer one that does not; the epoch
   * where there is none.
   *
   * @param serving file of the model that serves; null where none does
   */
  Instant lastTraining(@Nullable Path serving) throws IOException {
    Instant last = serving == null ? Instant.EPOCH : created(serving);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        Optional<Path> newest =
            files
                .filter(ModelFolder::isModel)
                .max(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        if (newest.isPresent() && created(newest.get()).isAfter(last)) {
          last = created(newest.get());
        }
      }
    }
    return last;
  }

  private static Instant created(Path model) {
    return ModelMetadata.fromProperties(OnnxFile.read(model).properties()).createdAt();
  }

  private static boolean isModel(Path file) {
    return file.toString().endsWith(EXTENSION) && Files.isRegularFile(file);
  }
}
