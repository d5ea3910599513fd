package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.console.Alerts;
import io.tidemark.console.action.Actions;
import io.tidemark.console.situation.Situation;
import io.tidemark.console.situation.SituationRules;
import io.tidemark.console.situation.Situations;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentActionKind;
import io.tidemark.schemas.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PagerDuty, Opsgenie, Teams, Discord and ntfy, each by its documented contract. */
class PagersTest {
  private static final Links LINKS = new Links(URI.create("https://console.example.org/"));
  private static final String PAGE = "https://console.example.org/#/incident/a";
  private static final String RUNBOOK = "https://wiki.example.org/pump";
  private static final String SENTENCE =
      "pump-a [site=hall-2]: vibration high, 4.1 mm/s (normal 0.8 to 1.6); flow low, 80 l/min"
          + " (normal 90 to 100)";

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
  void pagerDutyTriggersAndResolvesUnderOneKey() throws Exception {
    Channel channel = new PagerDutyChannel(url("/v2/enqueue"), "r0uting-key", LINKS);

    channel.send(notice(pending("a", 0, AlertState.OPEN, Severity.HIGH)));
    channel.send(notice(pending("a", 2, AlertState.RESOLVED, Severity.HIGH)));

    Receiving.Got got = receiving.got.get(0);
    assertThat(got.method() + " " + got.path()).isEqualTo("POST /v2/enqueue");
    assertThat(got.contentType()).isEqualTo("application/json");
    JsonNode event = json(got);
    assertThat(event.path("routing_key").asText()).isEqualTo("r0uting-key");
    assertThat(event.path("event_action").asText()).isEqualTo("trigger");
    assertThat(event.path("dedup_key").asText()).isEqualTo("a");
    assertThat(event.path("client_url").asText()).isEqualTo(PAGE);
    JsonNode payload = event.path("payload");
    assertThat(payload.path("summary").asText()).isEqualTo(SENTENCE);
    assertThat(payload.path("source").asText()).isEqualTo("pump-a");
    assertThat(payload.path("severity").asText()).isEqualTo("error");
    assertThat(payload.path("component").asText()).isEqualTo("plant");
    assertThat(payload.path("timestamp").asText()).isEqualTo("2026-01-05T06:31:12Z");
    assertThat(payload.path("custom_details").path("site").asText()).isEqualTo("hall-2");
    assertThat(event.path("links")).hasSize(2);
    assertThat(event.path("links").get(1).path("href").asText()).isEqualTo(RUNBOOK);
    JsonNode end = json(receiving.got.get(1));
    assertThat(end.path("event_action").asText()).isEqualTo("resolve");
    assertThat(end.path("dedup_key").asText()).isEqualTo("a");
  }

  @Test
  void pagerDutyKnowsFourSeverities() throws Exception {
    Channel channel = new PagerDutyChannel(url("/v2/enqueue"), "key", Links.NONE);
    for (Severity severity : Severity.values()) {
      channel.send(notice(pending("a", 0, AlertState.OPEN, severity)));
    }
    assertThat(receiving.got)
        .extracting(got -> json(got).path("payload").path("severity").asText())
        .containsExactly("info", "warning", "error", "critical");
  }

  @Test
  void opsgenieCreatesAndClosesUnderOneAlias() throws Exception {
    Channel channel = new OpsgenieChannel(url("/"), "g3nie", LINKS);

    channel.send(notice(pending("a", 0, AlertState.OPEN, Severity.HIGH)));
    channel.send(notice(pending("a", 1, AlertState.RESOLVED, Severity.HIGH)));

    Receiving.Got got = receiving.got.get(0);
    assertThat(got.method() + " " + got.path()).isEqualTo("POST /v2/alerts");
    assertThat(got.authorization()).isEqualTo("GenieKey g3nie");
    JsonNode alert = json(got);
    assertThat(alert.path("message").asText()).isEqualTo(SENTENCE);
    assertThat(alert.path("message").asText()).hasSizeLessThanOrEqualTo(130);
    assertThat(alert.path("alias").asText()).isEqualTo("a");
    assertThat(alert.path("priority").asText()).isEqualTo("P2");
    assertThat(alert.path("entity").asText()).isEqualTo("pump-a");
    assertThat(alert.path("description").asText()).contains(SENTENCE, PAGE, RUNBOOK);
    assertThat(alert.path("details").path("site").asText()).isEqualTo("hall-2");
    Receiving.Got end = receiving.got.get(1);
    assertThat(end.method() + " " + end.path() + " " + end.query())
        .isEqualTo("POST /v2/alerts/a/close identifierType=alias");
    assertThat(end.authorization()).isEqualTo("GenieKey g3nie");
    assertThat(json(end).path("note").asText()).startsWith("pump-a [site=hall-2]: normal again");
  }

  @Test
  void pagersKnowASituationByItsId() throws Exception {
    PendingMessage opening = situation(AlertState.OPEN);
    PendingMessage end = situation(AlertState.RESOLVED);
    Channel pagerDuty = new PagerDutyChannel(url("/v2/enqueue"), "key", LINKS);
    Channel opsgenie = new OpsgenieChannel(url("/"), "g3nie", LINKS);

    for (PendingMessage message : List.of(opening, end)) {
      pagerDuty.send(notice(message));
      opsgenie.send(notice(message));
    }

    JsonNode event = json(receiving.got.get(0));
    assertThat(event.path("dedup_key").asText()).isEqualTo("a");
    assertThat(event.path("payload").path("severity").asText()).isEqualTo("critical");
    assertThat(event.path("payload").path("summary").asText())
        .startsWith("2 keys of site=hall-2, worst pump-b: vibration high");
    assertThat(event.path("payload").path("custom_details").path("situation").asText().lines())
        .hasSize(3);
    assertThat(event.path("client_url").asText()).isEqualTo(PAGE.replaceFirst("a$", "b"));
    JsonNode alert = json(receiving.got.get(1));
    assertThat(alert.path("alias").asText()).isEqualTo("a");
    assertThat(alert.path("priority").asText()).isEqualTo("P1");
    assertThat(alert.path("description").asText()).contains("- CRITICAL plant pump-b: vibration");
    assertThat(json(receiving.got.get(2)).path("event_action").asText()).isEqualTo("resolve");
    assertThat(json(receiving.got.get(2)).path("dedup_key").asText()).isEqualTo("a");
    assertThat(receiving.got.get(3).path()).isEqualTo("/v2/alerts/a/close");
  }

  @Test
  void peopleReadTheMostTellingOfASituation() throws Exception {
    new DiscordChannel(url("/"), Links.NONE).send(notice(situation(AlertState.OPEN)));
    new NtfyChannel(url("/"), "topic", null, LINKS).send(notice(situation(AlertState.OPEN)));

    assertThat(json(receiving.got.get(0)).path("content").asText().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("CRITICAL 2 keys of site=hall-2, worst pump-b: vibration high");
    JsonNode message = json(receiving.got.get(1));
    assertThat(message.path("title").asText()).isEqualTo("CRITICAL situation");
    assertThat(message.path("message").asText().lines()).hasSize(3);
    assertThat(message.path("priority").asInt()).isEqualTo(5);
  }

  /** Of two incidents, of which the second one is worse. */
  private static PendingMessage situation(AlertState state) {
    Situations situations = new Situations(SituationRules.DEFAULT);
    int sequence = state == AlertState.OPEN ? 0 : 1;
    List<PendingMessage> parts =
        List.of(
            PendingMessages.pending(0, alert("a", sequence, state, Severity.LOW, "pump-a")),
            PendingMessages.pending(1, alert("b", sequence, state, Severity.CRITICAL, "pump-b")));
    parts.forEach(part -> situations.add(part.alert(), part.record().offset()));
    Situation situation = Objects.requireNonNull(situations.of("a"));
    return PendingMessage.of(situation.news("a", true), state == AlertState.OPEN, parts);
  }

  @Test
  void opsgenieLearnsOfASeverityThatRises() throws Exception {
    Channel channel = new OpsgenieChannel(url("/"), "g3nie", LINKS);
    PendingMessage worse = pending("a b", 1, AlertState.UPDATE, Severity.CRITICAL);
    worse.alert().setPreviousSeverity(Severity.LOW);

    channel.send(notice(worse));

    assertThat(receiving.got).hasSize(2);
    assertThat(receiving.got.get(1).method() + " " + receiving.got.get(1).path())
        .isEqualTo("PUT /v2/alerts/a%2520b/priority");
    assertThat(json(receiving.got.get(1)).path("priority").asText()).isEqualTo("P1");
    assertThat(json(receiving.got.get(0)).path("alias").asText()).isEqualTo("a%20b");
  }

  @Test
  void pagerDutyIsToldOfAnAcknowledgementAndOfAClosing() throws Exception {
    Channel channel = new PagerDutyChannel(url("/v2/enqueue"), "r0uting-key", LINKS);
    for (IncidentActionKind kind : IncidentActionKind.values()) {
      channel.send(acted(kind));
    }

    assertThat(receiving.got)
        .extracting(Receiving.Got::body)
        .containsExactly(
            "{\"routing_key\":\"r0uting-key\",\"event_action\":\"acknowledge\",\"dedup_key\":\"a\"}",
            "{\"routing_key\":\"r0uting-key\",\"event_action\":\"resolve\",\"dedup_key\":\"a\"}");
  }

  @Test
  void opsgenieIsToldOfAnAcknowledgementAndOfAClosing() throws Exception {
    Channel channel = new OpsgenieChannel(url("/"), "g3nie", LINKS);
    for (IncidentActionKind kind : IncidentActionKind.values()) {
      channel.send(acted(kind));
    }

    assertThat(receiving.got)
        .extracting(got -> got.method() + " " + got.path() + " " + got.query())
        .containsExactly(
            "POST /v2/alerts/a/acknowledge identifierType=alias",
            "POST /v2/alerts/a/close identifierType=alias");
    assertThat(receiving.got.get(0).authorization()).isEqualTo("GenieKey g3nie");
    assertThat(json(receiving.got.get(0)).path("note").asText())
        .isEqualTo("Acknowledged by ana: on it");
  }

  @Test
  void pagersAreToldOfActionsOnASituationUnderItsId() throws Exception {
    new PagerDutyChannel(url("/v2/enqueue"), "key", LINKS)
        .send(acted(IncidentActionKind.CLOSE).about("s"));
    new OpsgenieChannel(url("/"), "g3nie", LINKS).send(acted(IncidentActionKind.CLOSE).about("s"));

    assertThat(json(receiving.got.get(0)).path("dedup_key").asText()).isEqualTo("s");
    assertThat(receiving.got.get(1).path()).isEqualTo("/v2/alerts/s/close");
  }

  @Test
  void pagersAreNotToldOfActionsThatLeaveOthersOfTheSituation() throws Exception {
    for (IncidentActionKind kind : IncidentActionKind.values()) {
      new PagerDutyChannel(url("/v2/enqueue"), "key", LINKS).send(acted(kind).about(null));
      new OpsgenieChannel(url("/"), "g3nie", LINKS).send(acted(kind).about(null));
    }

    assertThat(receiving.got).isEmpty();
  }

  private static ActionNotice acted(IncidentActionKind kind) {
    return new ActionNotice(
        "ops",
        Actions.action("a", 0, kind),
        new ConsumerRecord<>("incident-actions", 0, 0, new byte[0], new byte[0]),
        "a");
  }

  @Test
  void teamsGetsACardWithLinks() throws Exception {
    Channel channel = new TeamsChannel(url("/workflows/s3cret"), LINKS);

    channel.send(notice(pending("a", 0, AlertState.OPEN, Severity.HIGH)));

    assertThat(receiving.got.get(0).path()).isEqualTo("/workflows/s3cret");
    JsonNode message = json(receiving.got.get(0));
    assertThat(message.path("type").asText()).isEqualTo("message");
    JsonNode attachment = message.path("attachments").get(0);
    assertThat(attachment.path("contentType").asText())
        .isEqualTo("application/vnd.microsoft.card.adaptive");
    JsonNode card = attachment.path("content");
    assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
    assertThat(card.path("version").asText()).isEqualTo("1.4");
    assertThat(card.path("body")).hasSize(1);
    assertThat(card.path("body").get(0).path("type").asText()).isEqualTo("TextBlock");
    assertThat(card.path("body").get(0).path("wrap").asBoolean()).isTrue();
    assertThat(card.path("body").get(0).path("text").asText())
        .startsWith("HIGH plant pump-a \\[site=hall-2\\]: vibration high, 4.1 mm/s");
    assertThat(card.path("actions").get(0).path("type").asText()).isEqualTo("Action.OpenUrl");
    assertThat(card.path("actions").get(0).path("url").asText()).isEqualTo(PAGE);
    assertThat(card.path("actions").get(1).path("url").asText()).isEqualTo(RUNBOOK);
  }

  @Test
  void discordGetsATextThatMentionsNobody() throws Exception {
    Channel channel = new DiscordChannel(url("/api/webhooks/1/t0ken"), LINKS);
    AnomalyAlert hostile =
        alert("b", 0, AlertState.OPEN, Severity.LOW, "@everyone **x** [y](https://evil.example/)");

    channel.send(
        notice(
            pending("a", 0, AlertState.OPEN, Severity.HIGH), PendingMessages.pending(2, hostile)));

    assertThat(receiving.got.get(0).path()).isEqualTo("/api/webhooks/1/t0ken");
    JsonNode message = json(receiving.got.get(0));
    assertThat(message.path("allowed_mentions").path("parse").isArray()).isTrue();
    assertThat(message.path("allowed_mentions").path("parse")).isEmpty();
    assertThat(message.path("content").asText())
        .contains("[Incident](<" + PAGE + ">)", "[Runbook](<" + RUNBOOK + ">)")
        .doesNotContain("@everyone", "**", "://evil");
  }

  @Test
  void discordsLimitHolds() throws Exception {
    Channel channel = new DiscordChannel(url("/hook"), LINKS);
    channel.send(storm());
    String content = json(receiving.got.get(0)).path("content").asText();
    assertThat(content).hasSizeLessThanOrEqualTo(2_000).endsWith(" more");
    assertThat(content.lines().skip(1).findFirst().orElseThrow()).startsWith("CRITICAL plant");
  }

  @Test
  void ntfyGetsJsonWithPriorityAndActions() throws Exception {
    Channel channel = new NtfyChannel(url("/"), "t0pic", "tk_1", LINKS);

    channel.send(notice(pending("a", 0, AlertState.OPEN, Severity.CRITICAL)));
    channel.send(notice(pending("a", 1, AlertState.RESOLVED, Severity.CRITICAL)));

    Receiving.Got got = receiving.got.get(0);
    assertThat(got.method() + " " + got.path()).isEqualTo("POST /");
    assertThat(got.authorization()).isEqualTo("Bearer tk_1");
    JsonNode message = json(got);
    assertThat(message.path("topic").asText()).isEqualTo("t0pic");
    assertThat(message.path("title").asText()).isEqualTo("CRITICAL plant");
    assertThat(message.path("message").asText()).startsWith("pump-a [site=hall-2]: vibration high");
    assertThat(message.path("priority").asInt()).isEqualTo(5);
    assertThat(message.path("click").asText()).isEqualTo(PAGE);
    assertThat(message.path("actions").get(1).path("action").asText()).isEqualTo("view");
    assertThat(message.path("actions").get(1).path("url").asText()).isEqualTo(RUNBOOK);
    JsonNode end = json(receiving.got.get(1));
    assertThat(end.path("title").asText()).isEqualTo("RESOLVED plant");
    assertThat(end.path("priority").asInt()).isEqualTo(2);
  }

  @Test
  void theWorstComesFirstAndEachIncidentHasOneLine() throws Exception {
    new SlackChannel(url("/hook"), Links.NONE).send(storm());

    List<String> lines = json(receiving.got.get(0)).path("text").asText().lines().toList();
    assertThat(lines.get(0)).isEqualTo("120 incidents, the worst first:");
    assertThat(lines.get(1)).startsWith("CRITICAL plant pump-119: ");
    assertThat(lines.get(lines.size() - 1)).matches("… and \\d+ more");
    assertThat(lines).filteredOn(line -> line.contains("pump-0:")).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void ofSeveralMessagesAboutOneIncidentTheNewestIsTold() throws Exception {
    new SlackChannel(url("/hook"), Links.NONE)
        .send(
            notice(
                pending("a", 0, AlertState.OPEN, Severity.HIGH),
                pending("a", 1, AlertState.RESOLVED, Severity.HIGH)));

    assertThat(json(receiving.got.get(0)).path("text").asText())
        .hasLineCount(1)
        .startsWith("RESOLVED plant pump-a [site=hall-2]");
  }

  @Test
  void onlyAddressesOnTheWebBecomeLinks() throws Exception {
    for (String hostile : List.of("javascript:alert(1)", "not an address", "https:///x")) {
      PendingMessage message = pending("a", 0, AlertState.OPEN, Severity.HIGH);
      message.alert().setRunbook(hostile);
      new PagerDutyChannel(url("/"), "key", Links.NONE).send(notice(message));
    }
    assertThat(receiving.got).allSatisfy(got -> assertThat(json(got).path("links")).isEmpty());
  }

  @Test
  void whatPassesIsTriedAgainAndTheReasonHoldsNoSecret() {
    List<Channel> channels =
        List.of(
            new PagerDutyChannel(url("/s3cret"), "s3cret", LINKS),
            new OpsgenieChannel(url("/s3cret"), "s3cret", LINKS),
            new TeamsChannel(url("/s3cret"), LINKS),
            new DiscordChannel(url("/s3cret"), LINKS),
            new NtfyChannel(url("/"), "s3cret", "s3cret", LINKS));
    for (Channel channel : channels) {
      for (Map.Entry<Integer, Boolean> answer :
          Map.of(429, false, 503, false, 400, true).entrySet()) {
        receiving.status = answer.getKey();
        DeliveryException failure =
            catchThrowableOfType(
                DeliveryException.class,
                () -> channel.send(notice(pending("a", 0, AlertState.OPEN, Severity.HIGH))));
        assertThat(failure.isPermanent()).as("%s", channel).isEqualTo(answer.getValue());
        assertThat(failure).hasMessageNotContaining("s3cret");
      }
    }
  }

  /** 119 incidents of low severity and a critical one, which came last. */
  private static Notice storm() {
    PendingMessage[] messages = new PendingMessage[120];
    for (int i = 0; i < messages.length; i++) {
      Severity severity = i == 119 ? Severity.CRITICAL : Severity.LOW;
      messages[i] =
          PendingMessages.pending(
              i, Alerts.message("i" + i, 0, AlertState.OPEN, severity, "pump-" + i));
    }
    return notice(messages);
  }

  private static PendingMessage pending(
      String id, int sequence, AlertState state, Severity severity) {
    return PendingMessages.pending(sequence, alert(id, sequence, state, severity, "pump-a"));
  }

  private static AnomalyAlert alert(
      String id, int sequence, AlertState state, Severity severity, String key) {
    AnomalyAlert alert = Alerts.message(id, sequence, state, severity, key);
    alert.setTags(Map.of("site", "hall-2"));
    alert.setRunbook(RUNBOOK);
    return alert;
  }

  private URI url(String path) {
    return receiving.address().resolve(path);
  }

  private static Notice notice(PendingMessage... messages) {
    return new Notice("ops", List.of(messages));
  }

  private static JsonNode json(Receiving.Got got) {
    try {
      return new ObjectMapper().readTree(got.body());
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
