package io.tidemark.pipeline;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfig.Control;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import io.tidemark.schemas.registry.RegistryClient;
import io.tidemark.schemas.registry.RegistryException;
import io.tidemark.schemas.wire.ConfluentFormat;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Asks the schema registry before the job starts, so that what is wrong there is one line and no
 * restart loop.
 */
final class RegistryCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private RegistryCheck() {}

  /**
   * Checks that the registry answers, that the detectors' paths are in the schemas that it has of
   * their topics, and that it has, or takes, the schemas of what the job writes.
   *
   * @throws DefinitionException when it does not
   */
  static void check(PipelineConfig config, Detectors detectors) {
    JobFormats formats = config.events().formats().withPatience(PATIENCE);
    try {
      if (formats.format() instanceof ConfluentFormat events) {
        new RegistryClient(events.registry()).check();
      }
      detectors.definitions().forEach(formats::checkRegistered);
      check(config.alerts(), AnomalyAlert.class);
      check(config.deadLetters(), DeadLetter.class);
      check(config.coverage(), Coverage.class);
      check(config.lateEvents(), LateEvent.class);
      check(config.scores(), WindowScore.class);
      Control control = config.control();
      check(control == null ? null : control.answers(), ControlEvent.class);
    } catch (RegistryException failed) {
      throw new DefinitionException("schemaRegistry: " + failed.getMessage());
    }
  }

  private static <T extends SpecificRecord> void check(@Nullable Output output, Class<T> type) {
    if (output != null && output.format() instanceof ConfluentFormat format) {
      new ConfluentFormat(format.registry().withPatience(PATIENCE)).register(type, output.topic());
    }
  }
}
