package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventType;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Makes observations of events for the detectors in force, which change at checkpoint barriers.
 * What the detectors that watch their sensors see goes to a side output as well.
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class ExtractOperator extends AbstractStreamOperator<Decoded>
    implements TwoInputStreamOperator<Decoded, ModelChange, Decoded> {
  private static final long serialVersionUID = 1L;

  /** What comes out. */
  public static final TypeInformation<Decoded> TYPE = EventDeserializer.TYPE;

  /** Observations of detectors that watch their sensors. */
  public static final OutputTag<Observation> WATCHED =
      new OutputTag<>("watched", Types.OBSERVATION);

  private final Detectors configured;
  private final Events events;
  private final WallClock clock;
  private transient LiveDetectors detectors;
  private transient List<ModelChange> pending;
  private transient Map<String, EventExtractor> extractors;
  private transient Collector<Decoded> out;
  private transient StreamRecord<Decoded> record;
  private transient StreamRecord<Observation> watched;

  /**
   * @param configured the detectors whose topics the job reads
   */
  public ExtractOperator(Detectors configured, Events events) {
    this.configured = configured;
    this.events = events;
    this.clock = System::currentTimeMillis;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    detectors = LiveDetectors.restore(context.getOperatorStateStore(), configured);
  }

  @Override
  public void open() throws Exception {
    super.open();
    pending = new ArrayList<>();
    extractors = new HashMap<>();
    record = new StreamRecord<>(null);
    watched = new StreamRecord<>(null);
    out = new Out();
    divideAnew();
  }

  private void divideAnew() {
    configured
        .byTopic()
        .forEach(
            (topic, known) -> {
              EventType type = known.get(0).events().type();
              List<DetectorDefinition> readers =
                  detectors.definitions().stream()
                      .filter(detector -> detector.events().topic().equals(topic))
                      .toList();
              extractors.put(topic, new EventExtractor(type, readers, events, clock));
            });
  }

  @Override
  public void processElement1(StreamRecord<Decoded> element) {
    Decoded decoded = element.getValue();
    if (element.hasTimestamp()) {
      record.setTimestamp(element.getTimestamp());
    }
    EventExtractor extractor =
        decoded instanceof Decoded.Undivided event ? extractors.get(event.topic()) : null;
    if (decoded instanceof Decoded.Undivided event && extractor != null) {
      extractor.extract(
          new ConsumerRecord<>(
              event.topic(),
              event.position().partition(),
              event.position().offset(),
              event.key(),
              event.value()),
          out);
    } else {
      out.collect(decoded);
    }
  }

  @Override
  public void processElement2(StreamRecord<ModelChange> element) {
    pending.add(element.getValue());
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    if (pending.isEmpty()) {
      return;
    }
    for (ModelChange change : pending) {
      change.mustBeDueAt(checkpoint);
      detectors.apply(change);
    }
    pending.clear();
    divideAnew();
  }

  private final class Out implements Collector<Decoded> {
    @Override
    public void collect(Decoded decoded) {
      output.collect(record.replace(decoded));
      if (decoded instanceof Decoded.Observed observed) {
        Observation observation = observed.observation();
        DetectorDefinition detector = detectors.find(observation.detector());
        if (detector != null && detector.health().watched()) {
          output.collect(WATCHED, watched.replace(observation));
        }
      }
    }

    @Override
    public void close() {}
  }
}
