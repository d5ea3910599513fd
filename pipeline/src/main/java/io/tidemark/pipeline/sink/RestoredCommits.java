package io.tidemark.pipeline.sink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits transactions with Flink's committer, but for those of a checkpoint that a job was
 * restored from: of them the broker is asked first. The job before has committed nearly all of
 * them. A broker fences the second commit, and Flink's committer would say that it most likely lost
 * data (docs/reliability.md).
 */
public final class RestoredCommits implements Committer<KafkaCommittable> {
  private static final Logger LOG = LoggerFactory.getLogger(RestoredCommits.class);

  private final Committer<KafkaCommittable> flinks;
  private final Properties kafka;

  /**
   * @param flinks closed with this one
   * @param kafka settings of any client
   */
  public RestoredCommits(Committer<KafkaCommittable> flinks, Properties kafka) {
    this.flinks = flinks;
    this.kafka = kafka;
  }

  @Override
  public void commit(Collection<CommitRequest<KafkaCommittable>> requests)
      throws IOException, InterruptedException {
    List<CommitRequest<KafkaCommittable>> restored = new ArrayList<>();
    List<CommitRequest<KafkaCommittable>> open = new ArrayList<>();
    for (CommitRequest<KafkaCommittable> request : requests) {
      (request.getCommittable().getProducer().isPresent() ? open : restored).add(request);
    }
    if (!restored.isEmpty()) {
      settle(restored, open);
    }
    flinks.commit(open);
  }

  /** Hands on those that are still to be committed, or of which the broker does not know it. */
  private void settle(
      List<CommitRequest<KafkaCommittable>> restored, List<CommitRequest<KafkaCommittable>> open)
      throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      var found =
          admin.describeTransactions(
              restored.stream()
                  .map(request -> request.getCommittable().getTransactionalId())
                  .toList());
      for (CommitRequest<KafkaCommittable> request : restored) {
        KafkaCommittable transaction = request.getCommittable();
        try {
          if (isCommitted(transaction, found.description(transaction.getTransactionalId()).get())) {
            LOG.debug("{} was committed before the restart", transaction);
            request.signalAlreadyCommitted();
            continue;
          }
        } catch (ExecutionException unknown) {
          LOG.debug("The broker does not report the state of {}", transaction, unknown);
        }
        open.add(request);
      }
      admin.close(Duration.ZERO);
    }
  }

  /** Flink gives each transaction an id of its own, so its state is that of this transaction. */
  private static boolean isCommitted(KafkaCommittable transaction, TransactionDescription found) {
    return found.producerId() == transaction.getProducerId()
        && found.state() == TransactionState.COMPLETE_COMMIT;
  }

  @Override
  public void close() throws Exception {
    flinks.close();
  }
}
