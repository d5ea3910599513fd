package io.tidemark.pipeline.window;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.LateEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each key's window in state. An event-time timer closes each open tick once the watermark
 * has passed its lateness; the windows that end there go out, per key in event-time order.
 */
public final class WindowFunction extends KeyedProcessFunction<DetectorKey, Observation, Window> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WindowFunction.class);

  /** Where events go that came after their tick was closed. */
  public static final OutputTag<LateEvent> LATE_EVENTS =
      new OutputTag<>("late-events", Types.LATE_EVENT);

  private final Detectors definitions;
  private transient Map<String, HostedDetector> detectors;
  private transient ValueState<KeyState> states;
  private transient Tally lateEvents;
  private transient Tally windowsRestarted;

  public WindowFunction(Detectors definitions) {
    this.definitions = definitions;
  }

  @Override
  public void open(OpenContext context) {
    detectors = new HashMap<>();
    for (DetectorDefinition definition : definitions.definitions()) {
      detectors.put(definition.name(), HostedDetector.of(definition));
    }
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("window", new BinaryType<>(new KeyStateFormat())));
    lateEvents = new Tally(getRuntimeContext(), "lateEvents");
    windowsRestarted = new Tally(getRuntimeContext(), "windowsRestarted");
  }

  @Override
  public void processElement(Observation observation, Context context, Collector<Window> out)
      throws IOException {
    HostedDetector detector =
        Objects.requireNonNull(detectors.get(observation.detector()), observation.detector());
    KeyState state = opened(detector, context.getCurrentKey());
    if (state == null) {
      state = KeyState.live(detector, detector.windows().start());
    }
    long watermark = context.timerService().currentWatermark();
    long closing =
        detector.windows().add(Objects.requireNonNull(state.window()), observation, watermark);
    if (closing == Long.MIN_VALUE) {
      lateEvents.increment();
      context.output(LATE_EVENTS, late(detector, observation, watermark));
      return;
    }
    states.update(state);
    context.timerService().registerEventTimeTimer(closing);
  }

  @Override
  public void onTimer(long closing, OnTimerContext context, Collector<Window> out)
      throws IOException {
    DetectorKey key = context.getCurrentKey();
    HostedDetector detector = detectors.get(key.detector());
    if (detector == null) {
      states.clear(); // the detector has left the job since
      return;
    }
    KeyState state = opened(detector, key);
    if (state == null) {
      return;
    }
    detector
        .windows()
        .advance(Objects.requireNonNull(state.window()), key.key(), closing, out::collect);
    states.update(state);
  }

  /** The key's state with its window live; null when it has none that fits the definition. */
  private @Nullable KeyState opened(HostedDetector detector, DetectorKey key) throws IOException {
    KeyState state = states.value();
    if (state == null) {
      return null;
    }
    KeyState opened = state.opened(detector);
    if (opened == null) {
      states.clear();
      windowsRestarted.increment();
      LOG.debug("The definition of {} has changed: the window of {} starts anew", detector, key);
    }
    return opened;
  }

  private static LateEvent late(HostedDetector detector, Observation observation, long watermark) {
    return LateEvent.newBuilder()
        .setDetector(observation.detector())
        .setKey(observation.key())
        .setEventTime(Instant.EPOCH.plus(observation.eventTimeMicros(), ChronoUnit.MICROS))
        .setTopic(detector.topic())
        .setPartition(observation.source().partition())
        .setOffset(observation.source().offset())
        .setLateness(Math.max(0, detector.windows().lateBy(observation, watermark)))
        .build();
  }
}
