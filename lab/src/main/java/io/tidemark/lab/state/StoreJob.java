package io.tidemark.lab.state;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.lab.pipeline.DrawnScore;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.detect.AlertStart;
import io.tidemark.pipeline.detect.BatchScoring;
import io.tidemark.pipeline.detect.DetectOperator;
import io.tidemark.pipeline.detect.LineSettings;
import io.tidemark.pipeline.detect.ModelFiles;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.AnomalyAlert;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The job that is measured: events to the detection operator, and nothing behind it.
 *
 * @param fleet whose events
 * @param detectors the detector that watches them
 */
record StoreJob(Fleet fleet, Detectors detectors) {
  private static final Observation IDLE =
      new Observation("bench", Fleet.key(0), 0, new double[0], new SourcePosition(0, -1));

  static final LineSettings SETTINGS =
      new LineSettings(
          ModelFiles.local(),
          new Scoring(64, Duration.ofMillis(20)),
          BatchScoring.by(DrawnScore::new),
          Duration.ofDays(7),
          AlertStart.ALL);

  /** Events that the running job has sent. */
  static final AtomicLong SENT = new AtomicLong();

  /** Records that the seeding job may send; then it idles. */
  static final AtomicLong ALLOWED = new AtomicLong();

  static StoreJob of(Fleet fleet, Path detector) {
    return new StoreJob(fleet, Detectors.read(List.of(detector)));
  }

  /** Fills the state as far as {@link #ALLOWED}: two records a key. */
  JobClient seed(Configuration settings) throws Exception {
    SeedOperator.SEEDED.set(0);
    SENT.set(0);
    int keys = fleet.keys();
    return start(
        settings, null, number -> seeding(keys), new SeedOperator(fleet, detectors, SETTINGS));
  }

  /** Sends events as fast as the operator takes them, from a seeded state. */
  JobClient run(Configuration settings, String savepoint) throws Exception {
    SENT.set(0);
    Fleet own = fleet;
    return start(
        settings,
        savepoint,
        number -> {
          SENT.lazySet(number);
          return own.event(number);
        },
        new DetectOperator(detectors, SETTINGS, false, false, false));
  }

  private static Observation seeding(int keys) throws InterruptedException {
    if (SENT.get() >= ALLOWED.get()) {
      Thread.sleep(1); // a generator must return something: do not spin on idle events
      return IDLE;
    }
    long number = SENT.getAndIncrement();
    String key = Fleet.key((int) (number % keys));
    return new Observation("bench", key, 0, new double[0], new SourcePosition(0, number));
  }

  private static JobClient start(
      Configuration settings,
      @Nullable String savepoint,
      Events events,
      OneInputStreamOperator<Observation, AnomalyAlert> operator)
      throws Exception {
    Configuration own = new Configuration(settings);
    if (savepoint != null) {
      own.setString("execution.state-recovery.path", savepoint);
      own.setString("execution.state-recovery.ignore-unclaimed-state", "true"); // the seeds
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, own);
    environment.setMaxParallelism(128);
    environment.getConfig().enableObjectReuse();
    environment
        .fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE - 1),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid(savepoint == null ? "seeds" : "events")
        .map(events::event)
        .returns(Types.OBSERVATION)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Observation>forGenerator(context -> new Steps())
                .withTimestampAssigner((event, before) -> event.eventTimeMillis()))
        .keyBy(event -> new DetectorKey(event.detector(), event.key()), Types.KEY)
        .transform("detect", Types.ALERT, operator)
        .uid("detect")
        .sinkTo(new DiscardingSink<>())
        .uid("nothing");
    return environment.executeAsync("state");
  }

  /** The events of a job, by number. */
  interface Events extends java.io.Serializable {
    Observation event(long number) throws Exception;
  }

  /** A watermark each tenth of a tick, as a live stream would have. */
  private static final class Steps implements WatermarkGenerator<Observation> {
    private long latest = Long.MIN_VALUE;

    @Override
    public void onEvent(Observation event, long millis, WatermarkOutput out) {
      if (event.values().length > 0
          && (latest == Long.MIN_VALUE || millis - latest >= Fleet.TICK_MILLIS / 10)) {
        latest = millis;
        out.emitWatermark(new Watermark(millis - 1));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput out) {
      // only with events
    }
  }
}
