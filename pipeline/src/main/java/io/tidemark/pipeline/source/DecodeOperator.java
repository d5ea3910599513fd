package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.EventSelection;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.control.LiveDetectors;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.SteeredOperator;
import io.tidemark.pipeline.log.EveryMinute;
import io.tidemark.pipeline.log.OncePerMinute;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Makes observations of records for the detectors in force, or dead letters. Where commands change
 * detectors, they come by a second input and are obeyed at a checkpoint barrier (docs/adr/0009).
 */
@SuppressWarnings("NullAway.Init") // transient fields are set before the first element
public final class DecodeOperator extends SteeredOperator<RawRecord, Observation> {
  private static final long serialVersionUID = 1L;

  /** Where dead letters go. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", Types.DEAD_LETTER);

  private final Detectors configured;
  private final Events events;
  private final boolean steered;
  private final WallClock clock;
  private transient LiveDetectors detectors;
  private transient Map<String, EventExtractor> extractors;
  private transient Map<String, TopicLog> logs;
  private transient OncePerMinute perMinute;
  private transient StreamRecord<Observation> record;
  private transient StreamRecord<DeadLetter> deadLetter;
  private transient Tally observations;
  private transient Tally deadLetters;
  private transient Tally tombstones;
  private transient Map<DeadLetterReason, Counter> byReason;
  private transient Consumer<Observation> observed;
  private transient Consumer<DeadLetter> rejected;
  private transient Consumer<Observation> refused;

  /**
   * @param configured the detectors whose topics the job reads
   * @param steered whether commands change detectors
   */
  public DecodeOperator(Detectors configured, Events events, boolean steered) {
    this(configured, events, steered, System::currentTimeMillis);
  }

  DecodeOperator(Detectors configured, Events events, boolean steered, WallClock clock) {
    this.configured = configured;
    this.events = events;
    this.steered = steered;
    this.clock = clock;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    detectors = LiveDetectors.of(context.getOperatorStateStore(), configured, steered);
  }

  @Override
  public void open() throws Exception {
    super.open();
    extractors = new HashMap<>();
    logs = new HashMap<>();
    perMinute = OncePerMinute.of(getRuntimeContext());
    record = new StreamRecord<>(null);
    deadLetter = new StreamRecord<>(null);
    observed = this::observed;
    rejected = this::rejected;
    refused = observation -> output.collect(record.replace(observation));
    observations = new Tally(getRuntimeContext(), "observations");
    deadLetters = new Tally(getRuntimeContext(), "deadLetters");
    tombstones = new Tally(getRuntimeContext(), "tombstones");
    byReason = new EnumMap<>(DeadLetterReason.class);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      byReason.put(
          reason,
          getRuntimeContext()
              .getMetricGroup()
              .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
              .counter("deadLettersByReason"));
    }
    follow();
    EveryMinute.run(getProcessingTimeService(), this::logUseless);
  }

  private void follow() {
    extractors.keySet().retainAll(configured.topics());
    configured.topics().forEach(topic -> extractors.put(topic, extractor(topic)));
  }

  /** A source that is restored may go on with a topic that no detector reads any more. */
  private EventExtractor extractor(String topic) {
    List<DetectorDefinition> known = configured.readersOf(topic);
    EventSelection selection = known.isEmpty() ? null : known.get(0).events();
    List<DetectorDefinition> readers =
        detectors.definitions().stream()
            .filter(detector -> detector.events().topics().has(topic))
            .toList();
    return new EventExtractor(selection, readers, events, clock, log(topic));
  }

  @Override
  public void processElement(StreamRecord<RawRecord> element) {
    RawRecord raw = element.getValue();
    if (element.hasTimestamp()) {
      record.setTimestamp(element.getTimestamp());
    }
    log(raw.topic()).read();
    EventExtractor extractor = extractors.get(raw.topic());
    if (extractor == null) {
      extractor = extractor(raw.topic());
      extractors.put(raw.topic(), extractor);
    }
    if (raw.value() == null && raw.unread() == null && !extractor.takesTombstones()) {
      tombstones.increment();
      return;
    }
    extractor.extract(raw, element.getTimestamp(), observed, rejected, refused);
  }

  private void observed(Observation observation) {
    observations.increment();
    output.collect(record.replace(observation));
  }

  private void rejected(DeadLetter letter) {
    deadLetters.increment();
    Objects.requireNonNull(byReason.get(letter.getReason())).inc();
    log(letter.getTopic()).rejected(letter);
    output.collect(DEAD_LETTERS, deadLetter.replace(letter));
  }

  private TopicLog log(String topic) {
    return logs.computeIfAbsent(topic, unseen -> new TopicLog(unseen, perMinute));
  }

  private void logUseless() {
    extractors.forEach(
        (topic, extractor) ->
            extractor
                .unserved()
                .forEach(detector -> log(topic).useless(detector, extractor.decoded())));
  }

  @Override
  protected void obey(List<ModelChange> changes) throws Exception {
    for (ModelChange change : changes) {
      if (change.redefines()) {
        detectors.apply(change.withoutModel());
      }
    }
    follow();
  }
}
