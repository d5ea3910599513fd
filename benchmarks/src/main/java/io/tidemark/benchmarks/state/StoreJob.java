package io.tidemark.benchmarks.state;

import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Types;
import io.tidemark.pipeline.window.WindowFunction;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.jspecify.annotations.Nullable;

/** The job that is measured: events to the window operator, and nothing behind it. */
final class StoreJob {
  static final Duration FORGET_AFTER = Duration.ofDays(7);
  private static final Observation IDLE =
      new Observation("fleet", Fleet.key(0), 0, new double[0], new SourcePosition(0, -1));

  /** Events that the running job has sent. */
  static final AtomicLong SENT = new AtomicLong();

  private StoreJob() {}

  /** Fills the state and then idles. */
  static JobClient seed(Fleet fleet, Configuration settings) throws Exception {
    SeedFunction.SEEDED.set(0);
    return start(
        settings,
        null,
        number -> number < fleet.keys() ? seeding(number) : idling(),
        new SeedFunction(fleet, FORGET_AFTER));
  }

  /** Sends events as fast as the operator takes them, from a seeded state. */
  static JobClient run(Fleet fleet, Configuration settings, String savepoint) throws Exception {
    SENT.set(0);
    return start(
        settings,
        savepoint,
        number -> {
          SENT.lazySet(number);
          return fleet.event(number);
        },
        new WindowFunction(Fleet.detectors(), FORGET_AFTER));
  }

  private static Observation seeding(long number) {
    return new Observation(
        "fleet", Fleet.key((int) number), 0, new double[0], new SourcePosition(0, number));
  }

  private static Observation idling() throws InterruptedException {
    Thread.sleep(1);
    return IDLE;
  }

  private static JobClient start(
      Configuration settings,
      @Nullable String savepoint,
      Events events,
      KeyedProcessFunction<DetectorKey, Observation, Window> function)
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
    DataStream<Observation> observations =
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
                    .withTimestampAssigner((event, before) -> event.eventTimeMillis()));
    observations
        .keyBy(event -> new DetectorKey(event.detector(), event.key()), Types.KEY)
        .process(function, Types.WINDOW)
        .uid("windows")
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
    private long told = Long.MIN_VALUE;

    @Override
    public void onEvent(Observation event, long millis, WatermarkOutput out) {
      if (event.source().offset() >= 0
          && event.values().length > 0
          && (told == Long.MIN_VALUE || millis - told >= Fleet.TICK_MILLIS / 10)) {
        told = millis;
        out.emitWatermark(new Watermark(millis - 1));
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput out) {
      // only with events
    }
  }
}
