package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.cli.broker.DevelopmentBroker;
import io.tidemark.pipeline.sink.RestoredCommits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.Committer.CommitRequest;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Why the log of a recovery speaks of fenced producers: a restored job commits the transactions of
 * its checkpoint again, with Flink's own producer and the epoch that the checkpoint holds.
 */
class RepeatedCommitIT {
  private DevelopmentBroker broker;

  @BeforeEach
  void start() throws Exception {
    broker = DevelopmentBroker.start();
    broker.createTopics(Map.of("out", 1));
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void underTransactionVersionTwoItIsFencedAndTheRecordIsThereOnce() throws Exception {
    assertThat(transactionVersion()).isEqualTo((short) 2);
    Checkpointed transaction = precommitted("first", true);

    assertThatThrownBy(() -> commit(transaction))
        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);

    awaitCommitted("first");
  }

  @Test
  void underTransactionVersionOneItPassesSilently() throws Exception {
    downgrade();
    Checkpointed transaction = precommitted("first", true);

    assertThatCode(() -> commit(transaction)).doesNotThrowAnyException();

    awaitCommitted("first");
  }

  @Test
  void oneThatWasNotCommittedBeforeIsCommittedByTheEpochOfTheCheckpoint() throws Exception {
    Checkpointed transaction = precommitted("first", false);
    assertThat(committed()).isEmpty();

    commit(transaction);

    awaitCommitted("first");
  }

  /** The one case in which the line in the log is a loss. */
  @Test
  void oneThatTimedOutIsFencedTooAndItsRecordIsLost() throws Exception {
    Checkpointed transaction = precommitted("first", false, Duration.ofSeconds(1));
    try (Admin admin = admin()) {
      PumpRun.await(
          () ->
              admin.listTransactions().all().get().stream()
                  .allMatch(open -> open.state() == TransactionState.COMPLETE_ABORT));
    }

    assertThatThrownBy(() -> commit(transaction))
        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);

    assertThat(committed()).isEmpty();
  }

  @Test
  void aRestoredJobTakesWhatWasCommittedBeforeForCommittedAndLeavesTheRestToFlink()
      throws Exception {
    Checkpointed committed = precommitted("first", true, Duration.ofMinutes(5), "job-0-1");
    Checkpointed open = precommitted("second", false, Duration.ofMinutes(5), "job-0-2");
    Checkpointed lost = precommitted("third", false, Duration.ofSeconds(1), "job-0-3");
    try (Admin admin = admin()) {
      PumpRun.await(
          () ->
              admin.listTransactions().all().get().stream()
                  .anyMatch(one -> one.state() == TransactionState.COMPLETE_ABORT));
    }
    awaitCommitted("first");
    List<String> handedOn = new ArrayList<>();
    Committer<KafkaCommittable> flinks = recording(handedOn);
    List<Request> requests = Stream.of(committed, open, lost).map(Request::new).toList();

    try (RestoredCommits commits = new RestoredCommits(flinks, settings())) {
      commits.commit(List.copyOf(requests));
    }

    assertThat(handedOn).containsExactly("job-0-2", "job-0-3", "closed");
    assertThat(requests).extracting(request -> request.before).containsExactly(true, false, false);
  }

  private static Committer<KafkaCommittable> recording(List<String> handedOn) {
    return new Committer<>() {
      @Override
      public void commit(Collection<CommitRequest<KafkaCommittable>> requests) {
        requests.forEach(request -> handedOn.add(request.getCommittable().getTransactionalId()));
      }

      @Override
      public void close() {
        handedOn.add("closed");
      }
    };
  }

  /** To commit a transaction of a checkpoint. */
  private static final class Request implements CommitRequest<KafkaCommittable> {
    private final Checkpointed transaction;
    private boolean before;

    Request(Checkpointed transaction) {
      this.transaction = transaction;
    }

    @Override
    public KafkaCommittable getCommittable() {
      return new KafkaCommittable(
          transaction.producer(), transaction.epoch(), transaction.id(), null);
    }

    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void retryLater() {
      throw new AssertionError();
    }

    @Override
    public void updateAndRetryLater(KafkaCommittable committable) {
      throw new AssertionError();
    }

    @Override
    public void signalAlreadyCommitted() {
      before = true;
    }
  }

  /** What a checkpoint holds of a transaction. */
  private record Checkpointed(String id, long producer, short epoch) {}

  private Checkpointed precommitted(String record, boolean commits) {
    return precommitted(record, commits, Duration.ofMinutes(5));
  }

  private Checkpointed precommitted(String record, boolean commits, Duration timeout) {
    return precommitted(record, commits, timeout, "job-0-1");
  }

  private Checkpointed precommitted(String record, boolean commits, Duration timeout, String id) {
    Properties settings = settings();
    settings.setProperty("transaction.timeout.ms", Long.toString(timeout.toMillis()));
    try (var producer = new FlinkKafkaInternalProducer<byte[], byte[]>(settings, id)) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("out", record.getBytes(StandardCharsets.UTF_8)));
      producer.flush();
      producer.precommitTransaction();
      Checkpointed transaction =
          new Checkpointed(id, producer.getProducerId(), producer.getEpoch());
      if (commits) {
        producer.commitTransaction();
      }
      return transaction;
    }
  }

  private void commit(Checkpointed transaction) {
    try (var restored =
        new FlinkKafkaInternalProducer<byte[], byte[]>(settings(), transaction.id())) {
      restored.resumeTransaction(transaction.producer(), transaction.epoch());
      restored.commitTransaction();
    }
  }

  /** The broker says that it will commit before readers can see it. */
  private void awaitCommitted(String... records) throws Exception {
    PumpRun.await(() -> committed().equals(List.of(records)));
  }

  private List<String> committed() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
    List<String> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition("out", 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          records.add(new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return records;
  }

  private Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("bootstrap.servers", broker.bootstrapServers());
    settings.setProperty("key.serializer", ByteArraySerializer.class.getName());
    settings.setProperty("value.serializer", ByteArraySerializer.class.getName());
    return settings;
  }

  private short transactionVersion() throws Exception {
    try (Admin admin = admin()) {
      return Objects.requireNonNull(
              admin
                  .describeFeatures()
                  .featureMetadata()
                  .get()
                  .finalizedFeatures()
                  .get("transaction.version"))
          .maxVersionLevel();
    }
  }

  private void downgrade() throws Exception {
    try (Admin admin = admin()) {
      FeatureUpdate update = new FeatureUpdate((short) 1, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
      admin
          .updateFeatures(Map.of("transaction.version", update), new UpdateFeaturesOptions())
          .all()
          .get();
    }
    PumpRun.await(() -> transactionVersion() == 1);
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
