package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.console.Alerts;
import io.tidemark.console.Warnings;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Severity;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes of a mail that a server does not take, or not for everyone. */
class EmailChannelTest {
  private static final Notice NOTICE =
      new Notice("ops", List.of(PendingMessages.pending(1, "a", 0, Severity.HIGH)));

  private MailServer server;
  private EmailChannel channel;

  @BeforeEach
  void listen() throws Exception {
    server = new MailServer();
    EmailSettings settings =
        new EmailSettings(
            "127.0.0.1",
            server.port(),
            false,
            null,
            null,
            new InternetAddress("tidemark@example.org"),
            List.of(
                new InternetAddress("kim@example.org"), new InternetAddress("lee@example.org")));
    channel = new EmailChannel(settings, Links.NONE, Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void oneAddressThatIsRefusedKeepsTheMailFromNobodyElse() throws Exception {
    server.answers.put("RCPT TO:<LEE", "550 5.1.1 no such user");

    List<String> warned = Warnings.of(EmailChannel.class, () -> channel.send(NOTICE));

    assertThat(server.taken).containsExactly(List.of("kim@example.org"));
    assertThat(warned)
        .containsExactly(
            "127.0.0.1 takes the mail, but not for everyone: lee@example.org: 550 5.1.1 no such"
                + " user");
  }

  @Test
  void anAddressThatIsTakenLaterGetsTheMailThenAndTheOthersNotTwice() throws Exception {
    server.answers.put("RCPT TO:<LEE", "450 4.2.0 greylisted");
    assertThat(failure().isPermanent()).isFalse();
    server.answers.clear();

    channel.send(NOTICE);
    channel.send(new Notice("ops", List.of(PendingMessages.pending(2, "a", 1, Severity.HIGH))));

    assertThat(server.taken)
        .containsExactly(
            List.of("kim@example.org"),
            List.of("lee@example.org"),
            List.of("kim@example.org", "lee@example.org"));
  }

  @Test
  void aStatusOf5xxIsForGoodAndOneOf4xxPasses() {
    for (String command : List.of("MAIL", "RCPT", "DATA", ".")) {
      server.answers.clear();
      server.answers.put(command, "554 5.7.1 never");
      assertThat(failure().isPermanent()).as(command).isTrue();
      server.answers.put(command, "451 4.3.0 later");
      DeliveryException later = failure();
      assertThat(later.isPermanent()).as(command).isFalse();
      assertThat(later).hasMessageContaining("127.0.0.1 does not take the mail: ");
      assertThat(later).hasMessageContaining("451 4.3.0 later").message().hasLineCount(1);
    }
    assertThat(server.taken).isEmpty();
  }

  @Test
  void whereOnlyOneAddressMayBeTakenLaterTheMailIsTriedAgain() {
    server.answers.put("RCPT TO:<KIM", "550 5.1.1 no such user");
    server.answers.put("RCPT TO:<LEE", "450 4.2.0 greylisted");

    assertThat(failure().isPermanent()).isFalse();
  }

  @Test
  void onlyWhatIsComputedFromEventsComesWithTheCommandThatDoesSo() throws Exception {
    AnomalyAlert gap = Alerts.opened("b", "pump");
    gap.setKind(AlertKind.GAP);

    channel.send(
        new Notice("ops", List.of(NOTICE.messages().get(0), PendingMessages.pending(2, gap))));

    assertThat(server.lines).contains("  ./tidemark replay --config pipeline.yaml --alert a");
    assertThat(server.lines).noneMatch(line -> line.contains("--alert b"));
  }

  private DeliveryException failure() {
    return catchThrowableOfType(DeliveryException.class, () -> channel.send(NOTICE));
  }
}
