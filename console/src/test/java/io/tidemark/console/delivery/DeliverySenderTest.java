package io.tidemark.console.delivery;

import static io.tidemark.console.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.console.Warnings;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeliverySenderTest {
  private final Metrics metrics = new Metrics();
  private final List<String> dead = new CopyOnWriteArrayList<>();
  private final DeadLetters deadLetters =
      new DeadLetters() {
        @Override
        public boolean take(Delivery delivery, String reason) {
          return dead.add(delivery.idempotencyKey() + " " + reason);
        }

        @Override
        public void close() {}
      };

  @Test
  void aReceiverThatWasAwayGetsEverythingInOrder() throws Exception {
    try (Receiving receiving = new Receiving();
        DeliverySender sender = sender(receiving, Duration.ofMinutes(1))) {
      receiving.status = 503;
      sender.deliver(notices(5));
      await(() -> receiving.got.size() >= 4);
      assertThat(delivered(sender)).isEmpty();

      receiving.got.clear();
      receiving.status = 200;

      await(sender::isIdle);
      assertThat(delivered(sender)).containsExactly("a:0", "a:1", "a:2", "a:3", "a:4");
      assertThat(metric("messages_total")).isEqualTo(5);
      assertThat(metric("failures_total")).isGreaterThanOrEqualTo(4);
      assertThat(metric("retries_total")).isEqualTo(metric("failures_total"));
      assertThat(metric("dead_letters_total")).isZero();
      // The one that was under way when it came back may be there twice.
      assertThat(receiving.got.stream().map(Receiving.Got::idempotencyKey).distinct())
          .containsExactly("a:0", "a:1", "a:2", "a:3", "a:4");
      assertThat(dead).isEmpty();
    }
  }

  @Test
  void whatIsNotTakenInTimeOrAtAllGoesToTheDeadLetters() throws Exception {
    try (Receiving receiving = new Receiving();
        DeliverySender sender = sender(receiving, Duration.ofSeconds(2))) {
      receiving.status = 503;
      sender.deliver(notices(1));
      await(sender::isIdle);
      assertThat(dead).containsExactly("a:0 127.0.0.1 answered 503");
      assertThat(receiving.got).hasSizeGreaterThan(1);
      receiving.got.clear();
      receiving.status = 400;

      sender.deliver(notices(1));

      await(sender::isIdle);
      assertThat(receiving.got).hasSize(1);
      assertThat(dead).last().isEqualTo("a:0 127.0.0.1 answered 400");
      assertThat(delivered(sender)).hasSize(2);
      assertThat(metric("dead_letters_total")).isEqualTo(2);
      assertThat(metric("messages_total")).isZero();
    }
  }

  @Test
  void saysOnceThatAReceiverDoesNotTakeANotice() throws Exception {
    try (Receiving receiving = new Receiving();
        DeliverySender sender = sender(receiving, Duration.ofMinutes(1))) {
      receiving.status = 503;

      List<String> warned =
          Warnings.of(
              DeliverySender.class,
              () -> {
                sender.deliver(notices(1));
                await(() -> receiving.got.size() >= 3);
              });

      assertThat(warned)
          .containsExactly(
              "ops did not take 1 records, which are tried again: 127.0.0.1 answered 503");
    }
  }

  @Test
  void whatComesAfterAStopIsDeliveredAlsoWhenTheStoppedOneEndsLate() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Channel stubborn =
        notice -> {
          begun.countDown();
          awaitDespiteInterrupts(end);
        };
    try (DeliverySender sender = sender(stubborn, Duration.ofMinutes(1))) {
      sender.deliver(notices(1));
      begun.await();
      sender.stop();
      assertThat(sender.isIdle()).isFalse();
      end.countDown();
      await(sender::isIdle);

      sender.deliver(
          List.of(new Notice("ops", List.of(PendingMessages.pending(7, "b", 0, Severity.HIGH)))));

      await(sender::isIdle);
      assertThat(delivered(sender)).contains("b:0");
    }
  }

  private double metric(String name) {
    String line = "tidemark_delivery_" + name + "{receiver=\"ops\"} ";
    return new String(metrics.page(), StandardCharsets.UTF_8)
        .lines()
        .filter(metric -> metric.startsWith(line))
        .mapToDouble(metric -> Double.parseDouble(metric.substring(line.length())))
        .sum();
  }

  private DeliverySender sender(Receiving receiving, Duration giveUpAfter) {
    return sender(
        new WebhookChannel(receiving.address(), null, Links.NONE, Clock.systemUTC()), giveUpAfter);
  }

  private DeliverySender sender(Channel channel, Duration giveUpAfter) {
    Receiver receiver =
        new Receiver(
            "ops",
            channel,
            new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class)),
            new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO),
            null,
            new Retry(Duration.ofMillis(5), Duration.ofMillis(20), giveUpAfter));
    return new DeliverySender(
        receiver, deadLetters, new DeliveryMetrics(metrics, Clock.systemUTC()).add("ops"));
  }

  private static List<Notice> notices(int count) {
    List<Notice> notices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notices.add(new Notice("ops", List.of(PendingMessages.pending(i, "a", i, Severity.HIGH))));
    }
    return notices;
  }

  private static List<String> delivered(DeliverySender sender) {
    List<Delivery> deliveries = new ArrayList<>();
    sender.takeDelivered(deliveries);
    return deliveries.stream().map(Delivery::idempotencyKey).toList();
  }

  private static void awaitDespiteInterrupts(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignored) {
        // a receiver that is being told does not hear of it
      }
    }
  }
}
