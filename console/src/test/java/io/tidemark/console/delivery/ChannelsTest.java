package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tidemark.console.Alerts;
import io.tidemark.console.action.Actions;
import io.tidemark.console.situation.SituationNews;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each channel against a real receiver. */
class ChannelsTest {
  private static final Instant NOW = Instant.parse("2026-01-05T07:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final String HOSTILE_ID = "x\r\nBcc: all@example.org\r\nX-\ud83d\udca5: ";

  private Receiving receiving;

  @BeforeEach
  void listen() throws Exception {
    receiving = new Receiving();
  }

  @AfterEach
  void close() {
    receiving.close();
  }

  @Test
  void aWebhookGetsTheAlertWithItsReasonSigned() throws Exception {
    Channel channel = new WebhookChannel(receiving.address(), "s3cret", Links.NONE, CLOCK);

    channel.send(notice(PendingMessages.pending(7, "a", 2, Severity.HIGH)));

    Receiving.Got got = receiving.got.get(0);
    JsonNode alert = json(got).path("alerts").get(0);
    assertThat(alert.path("alertId").asText()).isEqualTo("a");
    assertThat(alert.path("sentence").asText())
        .startsWith("pump-a: vibration high, 4.1 mm/s at its worst (normal 0.8 to 1.6)")
        .endsWith(", for 20 s");
    assertThat(alert.path("reason").asText()).startsWith("vibration high, 4.1 mm/s at its worst");
    assertThat(alert.path("idempotencyKey").asText()).isEqualTo("a:2");
    assertThat(got.idempotencyKey()).isEqualTo("a:2");
    assertThat(got.time()).isEqualTo(String.valueOf(NOW.getEpochSecond()));
    assertThat(got.signature())
        .isEqualTo(
            "sha256="
                + WebhookChannel.sign(
                    "s3cret", got.time(), got.body().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aWebhookGetsEveryActionSigned() throws Exception {
    Channel channel = new WebhookChannel(receiving.address(), "s3cret", Links.NONE, CLOCK);

    channel.send(acted(IncidentActionKind.ASSIGN));

    Receiving.Got got = receiving.got.get(0);
    JsonNode body = json(got);
    assertThat(body.path("receiver").asText()).isEqualTo("ops");
    assertThat(body.path("idempotencyKey").asText()).isEqualTo("a-2-ASSIGN");
    assertThat(got.idempotencyKey()).isEqualTo("a-2-ASSIGN");
    assertThat(body.has("alerts")).isFalse();
    JsonNode action = body.path("action");
    assertThat(action.path("action").asText()).isEqualTo("ASSIGN");
    assertThat(action.path("alertId").asText()).isEqualTo("a");
    assertThat(action.path("assignee").asText()).isEqualTo("kim");
    assertThat(action.path("author").asText()).isEqualTo("ana");
    assertThat(action.path("comment").asText()).isEqualTo("on it");
    assertThat(action.path("time").asText()).isEqualTo("2026-01-05T06:32:12Z");
    assertThat(got.signature())
        .isEqualTo(
            "sha256="
                + WebhookChannel.sign(
                    "s3cret", got.time(), got.body().getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void inAnAlertmanagerAClosedIncidentStopsFiring() throws Exception {
    Channel channel = new AlertmanagerChannel(receiving.address(), Links.NONE, CLOCK);

    channel.send(notice(PendingMessages.pending(7, "a", 0, Severity.LOW)));
    for (IncidentActionKind kind : IncidentActionKind.values()) {
      channel.send(acted(kind));
    }

    assertThat(receiving.got).hasSize(2);
    JsonNode end = json(receiving.got.get(1)).get(0);
    assertThat(end.path("labels")).isEqualTo(json(receiving.got.get(0)).get(0).path("labels"));
    assertThat(end.path("endsAt").asText()).isEqualTo(NOW.toString());
  }

  @Test
  void aChatGetsNoActions() throws Exception {
    new SlackChannel(receiving.address(), Links.NONE).send(acted(IncidentActionKind.CLOSE));

    assertThat(receiving.got).isEmpty();
  }

  private static ActionNotice acted(IncidentActionKind kind) {
    return new ActionNotice(
        "ops",
        Actions.action("a", 2, kind),
        new ConsumerRecord<>("incident-actions", 0, 0, new byte[0], new byte[0]),
        "a");
  }

  @Test
  void theSignatureIsThatOfTheSpecification() {
    // openssl: printf '1767596400.{}' | openssl dgst -sha256 -hmac key
    assertThat(WebhookChannel.sign("key", "1767596400", "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("6d58b17a538da54b8622bf644d7525ace65527f26a1977f0ec433abf09c75d3f");
  }

  @Test
  void toAnAlertmanagerAnIncidentThatGetsWorseIsTheSameAlert() throws Exception {
    Channel channel =
        new AlertmanagerChannel(receiving.address().resolve("/am/"), Links.NONE, CLOCK);

    channel.send(notice(PendingMessages.pending(7, "a", 0, Severity.LOW)));
    channel.send(notice(PendingMessages.pending(8, "a", 1, Severity.MEDIUM)));

    assertThat(receiving.got.get(1).path()).isEqualTo("/am/api/v2/alerts");
    JsonNode before = json(receiving.got.get(0)).get(0);
    JsonNode alerts = json(receiving.got.get(1));
    assertThat(alerts).hasSize(1);
    JsonNode alert = alerts.get(0);
    assertThat(alert.path("labels")).isEqualTo(before.path("labels"));
    assertThat(alert.path("labels").has("severity")).isFalse();
    assertThat(alert.path("annotations").path("severity").asText()).isEqualTo("medium");
    assertThat(alert.path("annotations").path("summary").asText())
        .startsWith("pump-a: vibration high, 4.1 mm/s at its worst");
    assertThat(Instant.parse(alert.path("endsAt").asText())).isAfter(NOW);
    assertThat(alert.path("startsAt").asText()).isEqualTo("2026-01-05T06:31:12Z");
  }

  @Test
  void programsGetTheSituationBesideTheAlert() throws Exception {
    PendingMessage alone = PendingMessages.pending(1, "a", 0, Severity.LOW);
    SituationNews news =
        new SituationNews("s", 12, true, Severity.HIGH, "a", "12 keys of site=berlin", List.of());
    Notice notice = notice(alone, PendingMessages.pending(2, "b", 0, Severity.HIGH).within(news));

    new WebhookChannel(receiving.address(), null, Links.NONE, CLOCK).send(notice);
    new AlertmanagerChannel(receiving.address(), Links.NONE, CLOCK).send(notice);

    JsonNode alerts = json(receiving.got.get(0)).path("alerts");
    assertThat(alerts.get(0).has("situation")).isFalse();
    assertThat(alerts.get(1).path("sentence").asText()).startsWith("pump-b: vibration high");
    JsonNode situation = alerts.get(1).path("situation");
    assertThat(situation.path("id").asText()).isEqualTo("s");
    assertThat(situation.path("size").asInt()).isEqualTo(12);
    assertThat(situation.path("open").asBoolean()).isTrue();
    assertThat(situation.path("sentence").asText()).isEqualTo("12 keys of site=berlin");
    JsonNode entries = json(receiving.got.get(1));
    assertThat(entries.get(0).path("annotations").has("situation")).isFalse();
    assertThat(entries.get(1).path("annotations").path("situation").asText())
        .isEqualTo("12 keys of site=berlin");
    assertThat(entries.get(1).path("labels").path("alert_id").asText()).isEqualTo("b");
  }

  @Test
  void everyReceiverGetsTheTags() throws Exception {
    var tagged = Alerts.message("a", 0, AlertState.OPEN, Severity.LOW, "pump-1");
    tagged.setTags(Map.of("site", "hall-2"));
    Notice notice = notice(PendingMessages.pending(1, tagged));

    new WebhookChannel(receiving.address(), null, Links.NONE, CLOCK).send(notice);
    new AlertmanagerChannel(receiving.address(), Links.NONE, CLOCK).send(notice);
    new SlackChannel(receiving.address(), Links.NONE).send(notice);

    assertThat(json(receiving.got.get(0)).path("alerts").get(0).path("tags").path("site").asText())
        .isEqualTo("hall-2");
    assertThat(json(receiving.got.get(1)).get(0).path("annotations").path("tag_site").asText())
        .isEqualTo("hall-2");
    assertThat(json(receiving.got.get(2)).path("text").asText())
        .startsWith("LOW plant pump-1 [site=hall-2]: vibration high");
  }

  @Test
  void aChatGetsOneLineAnAlertThatCallsNobody() throws Exception {
    var hostile = Alerts.message("b", 0, AlertState.OPEN, Severity.CRITICAL, "<!channel>\n& co");

    new SlackChannel(receiving.address(), Links.NONE)
        .send(
            notice(
                PendingMessages.pending(1, "a", 0, Severity.HIGH),
                PendingMessages.pending(2, hostile)));

    assertThat(json(receiving.got.get(0)).path("text").asText().lines())
        .containsExactly(
            "2 incidents, the worst first:",
            "CRITICAL plant &lt;!channel&gt;\ufffd&amp; co: vibration high, 4.1 mm/s (normal 0.8 to 1.6);"
                + " flow low, 80 l/min (normal 90 to 100)",
            "HIGH plant pump-a: vibration high, 4.1 mm/s (normal 0.8 to 1.6); flow low, 80 l/min"
                + " (normal 90 to 100)");
  }

  @Test
  void aKeyInAChatNeitherCallsAnybodyNorMakesALink() throws Exception {
    var hostile =
        Alerts.message(
            "b", 0, AlertState.OPEN, Severity.HIGH, "@channel [pay](https://evil.example/x)");

    new SlackChannel(receiving.address(), Links.NONE)
        .send(notice(PendingMessages.pending(2, hostile)));

    assertThat(json(receiving.got.get(0)).path("text").asText())
        .doesNotContain("@channel", "](", "://")
        .contains("channel [pay]", "//evil.example/x");
  }

  private static GreenMail mailServer() {
    GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());
    server.setUser("ops@example.org", "ops", "pa55");
    server.start();
    return server;
  }

  private static EmailSettings mail(
      GreenMail server, @Nullable String user, @Nullable String password) throws AddressException {
    return new EmailSettings(
        "127.0.0.1",
        server.getSmtp().getPort(),
        false,
        user,
        password,
        new InternetAddress("tidemark@example.org"),
        List.of(new InternetAddress("ops@example.org")));
  }

  @Test
  void aMailAboutASituationHasItsSentenceAsSubjectAndItsIncidentsAsText() throws Exception {
    GreenMail server = mailServer();
    try {
      SituationNews news =
          new SituationNews(
              "s",
              2,
              true,
              Severity.HIGH,
              "b",
              "2 keys of site=berlin",
              List.of("HIGH b", "LOW a"));
      PendingMessage message =
          PendingMessage.of(
              news,
              true,
              List.of(
                  PendingMessages.pending(1, "a", 0, Severity.LOW),
                  PendingMessages.pending(2, "b", 0, Severity.HIGH)));

      new EmailChannel(mail(server, null, null), Links.NONE, CLOCK).send(notice(message));

      var mail = server.getReceivedMessages()[0];
      assertThat(mail.getSubject()).isEqualTo("HIGH 2 keys of site=berlin");
      assertThat(mail.getContent().toString().lines())
          .startsWith("HIGH 2 keys of site=berlin", "- HIGH b", "- LOW a")
          .noneMatch(line -> line.contains("replay"));
      assertThat(mail.getHeader("References", null)).isEqualTo("<s@tidemark>");
    } finally {
      server.stop();
    }
  }

  @Test
  void aMailboxGetsAMailThatNamesItself() throws Exception {
    GreenMail server = mailServer();
    try {
      EmailSettings settings = mail(server, "ops", "pa55");
      var hostile =
          Alerts.message("a", 1, AlertState.UPDATE, Severity.HIGH, "x\r\nBcc: all@example.org");

      new EmailChannel(settings, Links.NONE, CLOCK)
          .send(notice(PendingMessages.pending(1, hostile)));

      assertThat(server.getReceivedMessages()).hasSize(1);
      var mail = server.getReceivedMessages()[0];
      assertThat(mail.getSubject())
          .startsWith("HIGH plant x\ufffd\ufffdBcc: all@example.org: vibration high");
      assertThat(mail.getHeader("Idempotency-Key")).containsExactly("a:1");
      assertThat(mail.getHeader("Message-ID")).containsExactly("<a.1@tidemark>");
      assertThat(mail.getAllRecipients()).hasSize(1);
      assertThat(settings.toString()).doesNotContain("pa55");
    } finally {
      server.stop();
    }
  }

  @Test
  void anAlertIdMakesNoHeaderOfItsOwnInAMail() throws Exception {
    GreenMail server = mailServer();
    try {
      EmailSettings settings = mail(server, null, null);
      Channel channel = new EmailChannel(settings, Links.NONE, CLOCK);

      channel.send(notice(PendingMessages.pending(1, HOSTILE_ID, 1, Severity.HIGH)));
      channel.send(
          notice(PendingMessages.pending(2, HOSTILE_ID.replace(':', '.'), 1, Severity.HIGH)));

      var mail = server.getReceivedMessages()[0];
      assertThat(mail.getHeader("Bcc")).isNull();
      assertThat(mail.getHeader("Idempotency-Key"))
          .containsExactly("x%0D%0ABcc%3A%20all%40example.org%0D%0AX-%F0%9F%92%A5%3A%20:1");
      assertThat(mail.getHeader("References"))
          .containsExactly(
              "<x%0D%0ABcc%3A%20all%40example.org%0D%0AX-%F0%9F%92%A5%3A%20@tidemark>");
      assertThat(server.getReceivedMessages()[1].getMessageID())
          .as("different ids never share a Message-ID, or a mailbox would drop the second mail")
          .isNotEqualTo(mail.getMessageID());
    } finally {
      server.stop();
    }
  }

  @Test
  void anAlertIdMakesNoHeaderOfItsOwnInARequest() throws Exception {
    Channel webhook = new WebhookChannel(receiving.address(), null, Links.NONE, CLOCK);

    webhook.send(notice(PendingMessages.pending(1, HOSTILE_ID, 1, Severity.HIGH)));
    webhook.send(notice(PendingMessages.pending(2, "x".repeat(5000), 0, Severity.HIGH)));

    assertThat(receiving.got.get(0).idempotencyKey())
        .isEqualTo("x%0D%0ABcc%3A%20all%40example.org%0D%0AX-%F0%9F%92%A5%3A%20:1")
        .isEqualTo(json(receiving.got.get(0)).path("idempotencyKey").asText());
    assertThat(receiving.got.get(1).idempotencyKey()).matches("sha256-[0-9a-f]{64}:0");
  }

  @Test
  void noReceiverGetsCharactersThatSteerOrHideText() throws Exception {
    String key = "pump\u009b2J\u202e\u2028\u0085";
    var hostile = Alerts.message("b", 0, AlertState.OPEN, Severity.LOW, key);
    hostile.setDetector("plant\u202e");
    hostile.getFeatures().get(0).setFeature("vib\u001b[2J");

    new SlackChannel(receiving.address(), Links.NONE)
        .send(notice(PendingMessages.pending(1, hostile)));
    new AlertmanagerChannel(receiving.address(), Links.NONE, CLOCK)
        .send(notice(PendingMessages.pending(1, hostile)));
    new WebhookChannel(receiving.address(), null, Links.NONE, CLOCK)
        .send(notice(PendingMessages.pending(1, hostile)));

    JsonNode alertmanager = json(receiving.got.get(1)).get(0);
    for (String text :
        List.of(
            json(receiving.got.get(0)).path("text").asText(),
            alertmanager.path("labels").toString(),
            alertmanager.path("labels").path("key").asText(),
            alertmanager.path("labels").path("detector").asText(),
            alertmanager.path("annotations").path("summary").asText(),
            alertmanager.path("annotations").path("description").asText(),
            json(receiving.got.get(2)).path("alerts").get(0).path("sentence").asText(),
            json(receiving.got.get(2)).path("alerts").get(0).path("reason").asText())) {
      assertThat(text).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
    }
    assertThat(json(receiving.got.get(2)).path("alerts").get(0).path("key").asText())
        .as("programs get the key as it is")
        .isEqualTo(key);
  }

  @Test
  void anAnswerTellsWhetherItIsWorthAnotherTry() {
    Channel channel = new WebhookChannel(receiving.address(), null, Links.NONE, CLOCK);
    Notice notice = notice(PendingMessages.pending(7, "a", 2, Severity.HIGH));

    for (int status : List.of(500, 503, 429, 408)) {
      receiving.status = status;
      assertThat(failure(channel, notice).isPermanent()).as("%d", status).isFalse();
    }
    for (int status : List.of(400, 401, 404, 302)) {
      receiving.status = status;
      assertThat(failure(channel, notice).isPermanent()).as("%d", status).isTrue();
    }
    receiving.close();
    assertThat(failure(channel, notice).isPermanent()).isFalse();
  }

  private static DeliveryException failure(Channel channel, Notice notice) {
    return catchThrowableOfType(DeliveryException.class, () -> channel.send(notice));
  }

  private static Notice notice(PendingMessage... messages) {
    return new Notice("ops", List.of(messages));
  }

  private static JsonNode json(Receiving.Got got) throws Exception {
    return new ObjectMapper().readTree(got.body());
  }
}
