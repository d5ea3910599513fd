package io.tidemark.lab.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.schemas.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a labelled set: {@code dataset.json}, {@code data.csv.gz}, {@code events.csv}.
 *
 * @param name name of the set and of its definition
 * @param folder where it lies
 * @param sampling time from one sample of a key to the next
 * @param features columns of the table
 * @param calibration which rows calibrate a key
 * @param training what trains a model, in the words of the set's author
 */
public record PublicSet(
    String name,
    Path folder,
    Duration sampling,
    List<String> features,
    CalibrationStretch calibration,
    List<String> training) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DESCRIPTION = "dataset.json";

  /**
   * The sets in a folder, by name.
   *
   * @throws DefinitionException when there is none or one cannot be read
   */
  public static List<PublicSet> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<PublicSet> sets =
          files
              .filter(file -> Files.exists(file.resolve(DESCRIPTION)))
              .sorted()
              .map(PublicSet::read)
              .toList();
      if (sets.isEmpty()) {
        throw new DefinitionException(
            folder + ": holds no set; a set is a folder with " + DESCRIPTION);
      }
      return sets;
    } catch (IOException unreadable) {
      throw new DefinitionException(folder + ": cannot be read: " + FileFailure.reason(unreadable));
    }
  }

  private static PublicSet read(Path folder) {
    Path file = folder.resolve(DESCRIPTION);
    try {
      JsonNode json = JSON.readTree(file.toFile());
      long sampling = Math.round(json.path("sampling_s").asDouble(1) * 1000);
      return new PublicSet(
          json.path("name").asText(folder.getFileName().toString()),
          folder,
          Duration.ofMillis(sampling),
          texts(json.path("features")),
          CalibrationStretch.of(json.path("calibration")),
          texts(json.path("training")));
    } catch (IOException malformed) {
      throw new DefinitionException(file + ": is not JSON: " + malformed.getMessage());
    }
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return List.copyOf(texts);
  }

  /** The labelled table. */
  public Path data() {
    return folder.resolve("data.csv.gz");
  }

  /** The labelled periods, which may name the features that they concern; may be absent. */
  Path events() {
    return folder.resolve("events.csv");
  }

  /** Rows without any fault; may be absent. */
  public Path normal() {
    return folder.resolve("normal.csv.gz");
  }

  /** Whether all rows of label 0 train, not only those of the calibration stretch. */
  boolean trainsOnAllNormalRows() {
    return training.stream().anyMatch(text -> text.contains("rows of label 0"));
  }
}
