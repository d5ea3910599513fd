package io.tidemark.console.delivery;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import io.tidemark.console.intake.ProcessEnd;
import io.tidemark.schemas.PrintableText;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers notices and actions one after the other, in a thread of its own, so that who reads Kafka
 * can go on doing so while a receiver is away. What is tried to no end goes to the dead letters.
 */
final class DeliverySender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliverySender.class);
  private static final long PATIENCE_SECONDS = 5;

  private final Receiver receiver;
  private final DeadLetters deadLetters;
  private final ReceiverMetrics metrics;
  private final Queue<Delivery> waiting = new ConcurrentLinkedQueue<>();
  private final Queue<Delivery> delivered = new ConcurrentLinkedQueue<>();
  private final ExecutorService thread;
  private Future<?> round;

  /** A round that was cancelled counts as done at once, but may still be sending. */
  private volatile boolean sending;

  DeliverySender(Receiver receiver, DeadLetters deadLetters, ReceiverMetrics metrics) {
    this.receiver = receiver;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "delivery-" + receiver.name());
              daemon.setDaemon(true);
              return daemon;
            });
    this.round = thread.submit(() -> {});
  }

  boolean isIdle() {
    return round.isDone() && !sending;
  }

  /** Delivers them after what waits from before, in this order; only when idle. */
  void deliver(List<? extends Delivery> deliveries) {
    waiting.addAll(deliveries);
    if (!waiting.isEmpty()) {
      metrics.due(waiting);
      round = thread.submit(this::run);
    }
  }

  private void run() {
    sending = true;
    try {
      for (Delivery next = waiting.peek(); next != null; next = waiting.peek()) {
        if (Thread.currentThread().isInterrupted() || !deliver(next)) {
          return;
        }
        delivered.add(next);
        Delivery done = next;
        waiting.removeIf(other -> other == done); // what waits may have changed meanwhile
        metrics.done(done);
      }
    } catch (Error failed) {
      ProcessEnd.uncaught(Thread.currentThread(), failed); // the executor would swallow it
      throw failed;
    } finally {
      sending = false;
    }
  }

  /** Returns whether it is done with. */
  private boolean deliver(Delivery delivery) {
    try {
      Failsafe.with(receiver.retry().policy())
          .run(context -> send(delivery, context.isFirstAttempt()));
      metrics.delivered(delivery);
      return true;
    } catch (FailsafeException wrapped) {
      Throwable reason = wrapped.getCause() == null ? wrapped : wrapped.getCause();
      if (reason instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return false;
      }
      return giveUp(delivery, String.valueOf(reason.getMessage()));
    } catch (RuntimeException broken) {
      return giveUp(delivery, PrintableText.oneLine(broken.toString()));
    }
  }

  private void send(Delivery delivery, boolean first)
      throws DeliveryException, InterruptedException {
    metrics.attempt(first);
    try {
      delivery.sendBy(receiver.channel());
    } catch (DeliveryException failed) {
      metrics.failed();
      if (first && !failed.isPermanent()) {
        LOG.warn(
            "{} did not take {} records, which are tried again: {}",
            receiver.name(),
            delivery.records().size(),
            failed.getMessage());
      }
      throw failed;
    }
  }

  private boolean giveUp(Delivery delivery, String reason) {
    if (Thread.currentThread().isInterrupted()) {
      return false;
    }
    LOG.warn(
        "{} did not take {} records, which go to the dead letters: {}",
        receiver.name(),
        delivery.records().size(),
        reason);
    boolean taken = deadLetters.take(delivery, reason);
    if (taken) {
      metrics.gaveUp(delivery);
    }
    return taken;
  }

  /** Hands on what was delivered since the last call. */
  void takeDelivered(Collection<Delivery> into) {
    for (Delivery done = delivered.poll(); done != null; done = delivered.poll()) {
      into.add(done);
    }
  }

  /** Ends what is under way; what is not delivered stays undelivered. */
  void stop() {
    waiting.clear();
    metrics.due(List.of());
    round.cancel(true);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} is still being sent something at the end", receiver.name());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
