package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.Check;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.ModelKey;
import io.tidemark.schemas.wire.RecordFormat;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a job is to do, as {@code pipeline.yaml} says. Read by {@link PipelineConfigReader}; valid
 * by construction.
 *
 * @param jobName name of the job; its transactions and its consumer group are named after it
 * @param kafka which broker
 * @param detectors definition files
 * @param events how events are read
 * @param alerts where alerts go
 * @param notBefore from when on they are sent
 * @param deadLetters where records go that cannot be used
 * @param coverage where it goes whether each key is watched
 * @param lateEvents where late events go; null: nowhere, they are counted only
 * @param scores where every score goes; null: nowhere
 * @param delivery what a restart may do to the output
 * @param checkpoints when and where state is saved
 * @param state where state is kept while the job runs
 * @param forgetAfter how long a key may be silent, in event time, before it is forgotten
 * @param scoring how windows are gathered into micro-batches
 * @param parallelism subtasks of each operator
 * @param feedback topic of what people say of incidents, in Avro; null: it is not read
 * @param control how models and detectors change while the job runs; null: they do not
 * @param silences where the silences are; null: keys learn in all of them
 * @param modelKey by whom models must be signed; null: they need not be
 */
public record PipelineConfig(
    String jobName,
    Kafka kafka,
    List<Path> detectors,
    Events events,
    Output alerts,
    NotBefore notBefore,
    Output deadLetters,
    Output coverage,
    @Nullable Output lateEvents,
    @Nullable Output scores,
    Delivery delivery,
    Checkpoints checkpoints,
    StateStore state,
    Duration forgetAfter,
    Scoring scoring,
    int parallelism,
    @Nullable String feedback,
    @Nullable Control control,
    @Nullable Output silences,
    @Nullable ModelKey modelKey) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  public PipelineConfig {
    Check.matches("jobName", jobName, NAME, "up to 100 letters, digits, '.', '_' and '-'");
    detectors = List.copyOf(detectors);
    Check.duration("forgetAfter", forgetAfter, Duration.ofMinutes(1), Duration.ofDays(3_650));
    Check.range("parallelism", parallelism, 1, 32_768);
  }

  /**
   * With the models that the definitions name, for good, alerts about all records, no feedback and
   * no silences.
   */
  public PipelineConfig(
      String jobName,
      Kafka kafka,
      List<Path> detectors,
      Events events,
      Output alerts,
      Output deadLetters,
      Output coverage,
      @Nullable Output lateEvents,
      @Nullable Output scores,
      Delivery delivery,
      Checkpoints checkpoints,
      StateStore state,
      Duration forgetAfter,
      Scoring scoring,
      int parallelism) {
    this(
        jobName,
        kafka,
        detectors,
        events,
        alerts,
        NotBefore.NONE,
        deadLetters,
        coverage,
        lateEvents,
        scores,
        delivery,
        checkpoints,
        state,
        forgetAfter,
        scoring,
        parallelism,
        null,
        null,
        null,
        null);
  }

  /**
   * How models change while the job runs.
   *
   * @param commands topic of the commands; one partition
   * @param answers topic of what became of them
   * @param store folder of the model files that commands may name, on the machines of the job
   */
  public record Control(Output commands, Output answers, Path store) {}

  /**
   * The broker.
   *
   * @param bootstrapServers {@code host:port}, several separated by commas
   * @param groupId consumer group of the source
   * @param properties passed to every Kafka client: security, timeouts; {@link Secrets} by name
   */
  public record Kafka(String bootstrapServers, String groupId, Map<String, String> properties) {
    private static final Pattern SERVERS =
        Pattern.compile("[^,:\\s]+:\\d+(\\s*,\\s*[^,:\\s]+:\\d+)*");

    public Kafka {
      Check.matches(
          "kafka.bootstrapServers",
          bootstrapServers,
          SERVERS,
          "host:port, several separated by commas");
      Check.text("kafka.groupId", groupId);
      properties = Secrets.resolvable(properties);
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
      return "Kafka[bootstrapServers=" + bootstrapServers + ", groupId=" + groupId + "]";
    }

    /** Settings of any client of this broker. */
    public Properties client() {
      Properties client = new Properties();
      client.putAll(properties);
      client.setProperty("bootstrap.servers", bootstrapServers);
      return client;
    }
  }

  /**
   * How events are read.
   *
   * @param formats how the event topics are written
   * @param maxLead events further ahead of the time at which they were written are dead letters
   * @param idleness how long a partition may be silent before the others go on without it
   * @param startFrom where reading starts when there is no state to restore
   * @param bounded whether the job ends at what is the end of the topics when it starts
   */
  public record Events(
      JobFormats formats, Duration maxLead, Duration idleness, StartFrom startFrom, boolean bounded)
      implements Serializable {
    public Events {
      Check.duration("events.maxLead", maxLead, Duration.ZERO, Duration.ofDays(36_500));
      Check.duration("events.idleness", idleness, Duration.ofMillis(100), Duration.ofDays(1));
    }

    /** As written above, of topics of one format. */
    public Events(
        RecordFormat format,
        Duration maxLead,
        Duration idleness,
        StartFrom startFrom,
        boolean bounded) {
      this(JobFormats.of(format), maxLead, idleness, startFrom, bounded);
    }

    /** Format of topics whose definitions name none. */
    public RecordFormat format() {
      return formats.format();
    }
  }

  /**
   * A topic that the job writes, or of silences.
   *
   * @param topic its name
   * @param format its wire format
   */
  public record Output(String topic, RecordFormat format) {
    public Output {
      Check.text("topic", topic);
    }
  }

  /**
   * When and where state is saved.
   *
   * @param interval time between checkpoints; under exactly-once, output is seen that much later
   * @param dir folder or URI; null: as the cluster is configured
   */
  public record Checkpoints(Duration interval, @Nullable String dir) {
    public Checkpoints {
      Check.duration(
          "checkpoints.interval", interval, Duration.ofMillis(100), Duration.ofMinutes(10));
    }
  }

  /** What a restart may do to the output. */
  public enum Delivery {
    /** Nothing: read_committed readers see each record once, a checkpoint interval later. */
    EXACTLY_ONCE,
    /** Repeat some of it: readers see records at once and drop repeats by their ids. */
    AT_LEAST_ONCE;

    /** The name in configurations. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Where state is kept while the job runs. */
  public enum StateStore {
    /** As objects on the heap: fastest, bounded by memory. */
    HEAP("hashmap"),
    /** As bytes in RocksDB: slower, bounded by disk. */
    ROCKSDB("rocksdb");

    private final String backend;

    StateStore(String backend) {
      this.backend = backend;
    }

    /** Flink's name for it. */
    public String backend() {
      return backend;
    }

    /** The name in configurations. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
