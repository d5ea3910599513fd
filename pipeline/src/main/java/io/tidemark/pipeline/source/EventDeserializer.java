package io.tidemark.pipeline.source;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.type.BinaryType;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An {@link EventExtractor} inside of a topic's source. */
@SuppressWarnings("NullAway.Init") // transient fields are set in open()
final class EventDeserializer implements KafkaRecordDeserializationSchema<Decoded> {
  private static final long serialVersionUID = 1L;
  static final TypeInformation<Decoded> TYPE = new BinaryType<>(new DecodedFormat());

  private final Detectors detectors;
  private final String topic;
  private final Events events;
  private final WallClock clock;

  private transient EventExtractor extractor;

  EventDeserializer(Detectors detectors, String topic, Events events, WallClock clock) {
    this.detectors = detectors;
    this.topic = topic;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    open();
  }

  void open() {
    List<DetectorDefinition> readers = detectors.byTopic().getOrDefault(topic, List.of());
    extractor = new EventExtractor(readers.get(0).events().type(), readers, events, clock);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded> out) {
    extractor.extract(record, out);
  }

  @Override
  public TypeInformation<Decoded> getProducedType() {
    return TYPE;
  }
}
