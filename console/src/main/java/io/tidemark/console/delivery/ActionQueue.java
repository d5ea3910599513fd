package io.tidemark.console.delivery;

import io.tidemark.console.action.Standings;
import io.tidemark.schemas.IncidentAction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The actions that are not delivered to one receiver yet, in order. For one thread. */
final class ActionQueue {
  /** Actions that wait before no more are read. */
  private static final int MOST = 2_000;

  /** {@link ActionNotice#weight} of all that waits before no more is read. */
  private static final long MOST_WEIGHT = 8L << 20;

  private final Receiver receiver;
  private final Progress progress;
  private final Standings standings;
  private final List<ActionNotice> waiting = new ArrayList<>();

  ActionQueue(Receiver receiver, Progress progress, Standings standings) {
    this.receiver = receiver;
    this.progress = progress;
    this.standings = standings;
  }

  /** An action came. */
  void add(IncidentAction action, ConsumerRecord<byte[], byte[]> record) {
    progress.begin(record);
    if (receiver.match().concerns(action.getDetector())) {
      waiting.add(new ActionNotice(receiver.name(), action, record, null));
    } else {
      progress.end(record);
    }
  }

  /**
   * Takes what is to be told now. An action waits until it decides what else is delivered, and goes
   * after the messages of its incident that wait.
   *
   * @param outbox the messages of the same receiver
   */
  List<ActionNotice> takeDue(Outbox outbox) {
    List<ActionNotice> due = new ArrayList<>();
    Iterator<ActionNotice> all = waiting.iterator();
    while (all.hasNext()) {
      ActionNotice notice = all.next();
      var record = notice.record();
      if (standings.hasRead(record.partition(), record.offset())
          && !outbox.waits(notice.action().getAlertId())) {
        due.add(notice.about(outbox.subject(notice.action())));
        all.remove();
      }
    }
    return due;
  }

  /** Whether no more is to be read until some of it is delivered. */
  boolean isFull() {
    return waiting.size() >= MOST
        || waiting.stream().mapToLong(ActionNotice::weight).sum() >= MOST_WEIGHT;
  }

  /** Another process delivers these partitions from now on. */
  void forget(Collection<TopicPartition> partitions) {
    waiting.removeIf(
        notice ->
            partitions.contains(
                new TopicPartition(notice.record().topic(), notice.record().partition())));
  }

  /** Everything is read again. */
  void clear() {
    waiting.clear();
  }
}
