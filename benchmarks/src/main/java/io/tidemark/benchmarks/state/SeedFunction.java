package io.tidemark.benchmarks.state;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.KeyWindows;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.type.DetectorKey;
import io.tidemark.pipeline.window.KeyState;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Gives keys the state that they have after their warm-up, in the place of the window operator: a
 * million warm-ups event by event would take longer than all that is measured. A thousand devices
 * go through theirs; each other key gets a copy of one of them.
 */
final class SeedFunction extends KeyedProcessFunction<DetectorKey, Observation, Window> {
  private static final long serialVersionUID = 1L;
  static final AtomicLong SEEDED = new AtomicLong();
  private static final int MODELS = 1_000;

  private final Fleet fleet;
  private final Duration forgetAfter;
  private transient DetectorDefinition definition;
  private transient KeyWindows windows;
  private transient ValueState<KeyState> states;
  private transient @Nullable KeyState[] models;

  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  SeedFunction(Fleet fleet, Duration forgetAfter) {
    this.fleet = fleet;
    this.forgetAfter = forgetAfter;
  }

  @Override
  public void open(OpenContext context) {
    definition = Fleet.definition();
    windows = new KeyWindows(definition);
    models = new KeyState[MODELS];
    states = getRuntimeContext().getState(KeyState.descriptor());
  }

  @Override
  public void processElement(Observation event, Context context, Collector<Window> out)
      throws Exception {
    long number = event.source().offset();
    if (number < 0) {
      return; // idle
    }
    states.update(own((int) number));
    context.timerService().registerEventTimeTimer(Fleet.closing());
    context.timerService().registerEventTimeTimer(Fleet.closing() + forgetAfter.toMillis());
    SEEDED.incrementAndGet();
  }

  private KeyState own(int device) {
    int index = device % MODELS;
    KeyState model = models[index];
    if (model == null) {
      model = fleet.warm(index, windows, definition);
      models[index] = model;
    }
    return new KeyState(model.shape(), model.bytes().clone());
  }
}
