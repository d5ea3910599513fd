package io.tidemark.pipeline;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.config.Detectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** For tests: the pump detector with its tiny model in a folder. */
public final class PumpDetectors {
  /** Warm enough for a threshold that noise does not cross. */
  public static final String PUMP = Definitions.PUMP.replace("warmup: 12", "warmup: 60");

  private PumpDetectors() {}

  /** The detectors with one tiny model each, at the path that the definition names. */
  public static Detectors in(Path folder, String... yaml) throws IOException {
    Detectors detectors = Detectors.parse(folder, yaml);
    for (DetectorDefinition detector : detectors.definitions()) {
      if (detector.model() != null) {
        Files.write(detector.model().path(), TinyModel.of(detector).bytes());
      }
    }
    return detectors;
  }

  /** SHA-256 of a model's file, hexadecimal: the name under which it scores. */
  public static String digest(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
