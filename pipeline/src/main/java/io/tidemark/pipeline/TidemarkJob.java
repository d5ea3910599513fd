package io.tidemark.pipeline;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Durations;
import io.tidemark.detector.line.OpenModel;
import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.DetectionTopology.Detections;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelStore;
import io.tidemark.pipeline.detect.AlertStart;
import io.tidemark.pipeline.detect.Detection;
import io.tidemark.pipeline.detect.ModelFiles;
import io.tidemark.pipeline.sink.KafkaTopic;
import io.tidemark.pipeline.source.BrokerCheck;
import io.tidemark.pipeline.source.KafkaCommands;
import io.tidemark.pipeline.source.KafkaEvents;
import io.tidemark.pipeline.source.KafkaFeedback;
import io.tidemark.pipeline.source.KafkaSilences;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.LateEvent;
import io.tidemark.schemas.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job: {@code --config pipeline.yaml [--restore none|latest|PATH]}. The same class runs on a
 * cluster, started by {@code flink run}, and inside a {@link LocalJob}.
 */
public final class TidemarkJob {
  private static final Logger LOG = LoggerFactory.getLogger(TidemarkJob.class);

  private final PipelineConfig config;
  private final Detectors detectors;
  private final Detection detection;

  private TidemarkJob(PipelineConfig config, Detectors detectors, Detection detection) {
    this.config = config;
    this.detectors = detectors;
    this.detection = detection;
  }

  /** Submits the job to the cluster that runs this class. */
  public static void main(String[] args) throws Exception {
    ParameterTool options = ParameterTool.fromArgs(args);
    TidemarkJob job = checked(PipelineConfigReader.read(Path.of(options.getRequired("config"))));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            JobSettings.of(job.config, job.restoreFrom(options.get("restore", "none"))));
    job.define(environment);
    environment.execute(job.config.jobName());
  }

  /**
   * Checks all that can be checked before a job starts: detectors, models, broker, topics, schemas.
   *
   * @throws DefinitionException with the first thing that is wrong, in one line
   */
  public static TidemarkJob checked(PipelineConfig config) {
    Detectors detectors = Detectors.read(config.detectors());
    checkShedding(config, detectors);
    for (DetectorDefinition detector : detectors.definitions()) {
      config.events().formats().check(detector);
      try {
        if (config.modelKey() != null && detector.model() != null) {
          config.modelKey().verify(detector.model().path());
        }
        OpenModel.of(detector).close();
      } catch (ModelException refused) {
        throw new DefinitionException("detector " + detector.name() + ": " + refused.getMessage());
      }
    }
    BrokerCheck.check(config, detectors);
    RegistryCheck.check(config, detectors);
    return new TidemarkJob(config, detectors, Detection.byModels());
  }

  /** A window is as old as the lateness when it is cut: shedding would have no end. */
  private static void checkShedding(PipelineConfig config, Detectors detectors) {
    Scoring.Shedding shedding = config.scoring().shedding();
    if (shedding == null) {
      return;
    }
    for (DetectorDefinition detector : detectors.definitions()) {
      Duration lateness = detector.window().lateness();
      if (shedding.after().compareTo(lateness) <= 0) {
        throw DefinitionException.of(
            "scoring.shedding.after",
            Durations.format(shedding.after()),
            "longer than window.lateness of every detector; that of "
                + detector.name()
                + " is "
                + Durations.format(lateness));
      }
    }
  }

  /** The same job with something else in the place of detection, to be measured against it. */
  public TidemarkJob by(Detection other) {
    return new TidemarkJob(config, detectors, other);
  }

  /**
   * Submits the job to a cluster from outside.
   *
   * @param host host of the cluster's REST interface
   * @param port its port
   * @param jar jar with this job's classes
   * @param restore {@code none}, {@code latest} or the path of a checkpoint or savepoint
   * @throws Exception when the cluster does not answer or refuses the job
   */
  public JobClient submit(String host, int port, Path jar, String restore) throws Exception {
    Configuration settings = JobSettings.of(config, restoreFrom(restore));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createRemoteEnvironment(host, port, settings, jar.toString());
    define(environment);
    JobClient client = environment.executeAsync(config.jobName());
    GraphFolder.delete(client.getJobID());
    return client;
  }

  /**
   * The topics that the job reads: of events, as far as detectors name them, and of commands where
   * it takes them.
   */
  public Set<String> topics() {
    Set<String> topics = new TreeSet<>(detectors.topics());
    if (config.control() != null) {
      topics.add(config.control().commands().topic());
    }
    return topics;
  }

  PipelineConfig config() {
    return config;
  }

  @Nullable SavedState restoreFrom(String restore) {
    SavedState found = SavedState.find(restore, config.checkpoints().dir());
    if (found == null) {
      LOG.info("{} starts without a checkpoint", config.jobName());
    } else {
      LOG.info("{} starts from {}, written at {}", config.jobName(), found.path(), found.written());
    }
    return found;
  }

  /** From Kafka to Kafka. */
  void define(StreamExecutionEnvironment environment) {
    Instant submitted = Instant.now();
    for (DetectorDefinition detector : detectors.definitions()) {
      if (detector.model() != null) {
        environment.registerCachedFile(
            detector.model().path().toUri().toString(), ModelFiles.cacheName(detector));
      }
    }
    Detections found =
        new DetectionTopology(
                detectors,
                ModelFiles.shipped(),
                config.events(),
                config.scoring(),
                config.forgetAfter(),
                new AlertStart(config.notBefore(), submitted),
                config.scores() != null,
                detection)
            .detect(
                KafkaEvents.read(environment, config, detectors, submitted),
                control(environment),
                config.feedback() == null
                    ? null
                    : KafkaFeedback.read(environment, config, config.feedback()),
                silencing(environment));
    KafkaTopic.write(
        found.alerts(),
        "alerts",
        AnomalyAlert.class,
        alert -> alert.getDetector() + "/" + alert.getKey(),
        config.alerts(),
        config);
    KafkaTopic.write(
        found.deadLetters(),
        "dead-letters",
        DeadLetter.class,
        letter -> null,
        config.deadLetters(),
        config);
    KafkaTopic.write(
        found.coverage(),
        "coverage-records",
        Coverage.class,
        coverage -> coverage.getDetector() + "/" + coverage.getKey(),
        coverage -> coverage.getState() == CoverageState.FORGOTTEN,
        config.coverage(),
        config);
    if (config.lateEvents() != null) {
      KafkaTopic.write(
          found.lateEvents(),
          "late-events",
          LateEvent.class,
          late -> late.getDetector() + "/" + late.getKey(),
          config.lateEvents(),
          config);
    }
    if (config.scores() != null) {
      KafkaTopic.write(
          found.scores(),
          "scores",
          WindowScore.class,
          score -> score.getDetector() + "/" + score.getKey(),
          config.scores(),
          config);
    }
    if (found.controlEvents() != null && config.control() != null) {
      KafkaTopic.write(
          found.controlEvents(),
          "control-events",
          ControlEvent.class,
          ControlEvent::getDetector,
          config.control().answers(),
          config);
    }
  }

  private DetectionTopology.@Nullable Silencing silencing(StreamExecutionEnvironment environment) {
    PipelineConfig.Output silences = config.silences();
    return silences == null
        ? null
        : new DetectionTopology.Silencing(
            // A job that ends with its topics takes what is there when it starts.
            config.events().bounded() ? null : KafkaSilences.read(environment, config, silences),
            KafkaSilences.known(config, silences));
  }

  private DetectionTopology.@Nullable Control control(StreamExecutionEnvironment environment) {
    PipelineConfig.Control control = config.control();
    return control == null
        ? null
        : new DetectionTopology.Control(
            KafkaCommands.read(environment, config),
            control.commands().format(),
            new ModelStore(control.store().toAbsolutePath().toString(), config.modelKey()));
  }
}
