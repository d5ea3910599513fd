package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.situation.SituationRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryConfigTest {
  @TempDir Path folder;

  @Test
  void readsWhatIsWrittenAndFillsInTheRest() throws IOException {
    Path secret = Files.writeString(folder.resolve("url"), "https://hooks.example/T0/s3cret\n");
    DeliveryConfig config =
        read(
            "receivers:\n"
                + "  - name: chat\n"
                + "    type: slack\n"
                + "    url: {file: "
                + secret
                + "}\n"
                + "    match: {severity: high, states: [open, resolved]}\n"
                + "    group: {by: detector, waitFor: 30s}\n"
                + "    quiet: {from: \"22:00\", to: \"06:00\", zone: Europe/Berlin}\n"
                + "    retry: {first: 500ms, giveUpAfter: 2d}\n");

    assertThat(config.names()).containsExactly("chat");
    assertThat(config.deadLetters()).isEqualTo("alert-dead-letters");
    Receiver chat = config.receivers().get(0);
    assertThat(chat.channel()).isInstanceOf(SlackChannel.class);
    assertThat(chat.grouping())
        .isEqualTo(new NoticeGrouping(NoticeGrouping.By.DETECTOR, Duration.ofSeconds(30)));
    assertThat(chat.retry().first()).isEqualTo(Duration.ofMillis(500));
    assertThat(chat.retry().giveUpAfter()).isEqualTo(Duration.ofDays(2));
    assertThat(chat.match().states()).hasSize(2);
  }

  @Test
  void readsEveryReceiverWithItsSecretsByName() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    Path url = Files.writeString(folder.resolve("url"), "https://hooks.example/T0/s3cret\n");
    String at = "{file: " + url + "}";
    String key = "{file: " + secret + "}";
    DeliveryConfig config =
        read(
            """
            console: {url: https://tidemark.example.org}
            receivers:
              - {name: a, type: pagerduty, secret: KEY}
              - {name: b, type: opsgenie, secret: KEY, url: URL}
              - {name: c, type: teams, url: URL}
              - {name: d, type: discord, url: URL}
              - {name: e, type: ntfy, url: URL, topic: KEY, secret: KEY}
              - {name: f, type: ntfy, url: URL, topic: KEY}
            """
                .replace("KEY", key)
                .replace("URL", at));

    assertThat(config.receivers())
        .extracting(receiver -> receiver.channel().getClass().getSimpleName())
        .containsExactly(
            "PagerDutyChannel",
            "OpsgenieChannel",
            "TeamsChannel",
            "DiscordChannel",
            "NtfyChannel",
            "NtfyChannel");
  }

  @Test
  void namesWhatAReceiverLacks() throws IOException {
    Path url = Files.writeString(folder.resolve("url"), "https://hooks.example/T0/s3cret\n");
    Path spaced = Files.writeString(folder.resolve("spaced"), "s3cret\nX-Header: 1");
    wrong("receivers: [{name: a, type: pagerduty}]\n", "a: secret: is missing");
    wrong("receivers: [{name: a, type: teams}]\n", "a: url: is missing");
    wrong("receivers: [{name: a, type: ntfy, url: {file: " + url + "}}]\n", "a: topic: is missing");
    wrong(
        "receivers: [{name: a, type: opsgenie, secret: {file: " + spaced + "}}]\n",
        "a: secret: is not accepted");
    wrong(
        "console: {url: tidemark}\nreceivers: [{name: a, type: pagerduty}]\n",
        "console.url: is not an address that begins with http or https");
  }

  @Test
  void tellsWhatIsWrongInOneLineWithoutSecrets() throws IOException {
    Path secret = Files.writeString(folder.resolve("url"), "not-a-url-but-s3cret");
    wrong("receivers: []\n", "receivers: at least one is needed");
    wrong("receivers: [{name: a b, type: slack}]\n", "name: a b is not accepted");
    wrong("receivers: [{name: a, type: slack}]\n", "a: url: is missing");
    wrong("receivers: [{name: a, type: beeper}]\n", "receivers[0].type");
    wrong("receivers: [{name: a, typ: slack}]\n", "receivers[0].typ");
    wrong(
        "receivers: [{name: a, type: slack, url: {env: NO_SUCH_VARIABLE}}]\n", "NO_SUCH_VARIABLE");
    wrong(
        "receivers: [{name: a, type: slack, url: {file: " + secret + "}}]\n",
        "a: url: is not an address");
    wrong(
        "receivers: [{name: a, type: webhook, url: {file: "
            + secret
            + "}, retry: {first: soon}}]\n",
        "a: ");
  }

  @Test
  void readsMailAndRefusesWhatIsNoAddress() throws IOException {
    String mail =
        "receivers: [{name: m, type: email, email: {host: h, from: %s, to: %s, port: %s}}]";

    assertThat(read(mail.formatted("Tidemark <t@example.org>", "[a@example.org]", "25")).names())
        .containsExactly("m");
    wrong(
        mail.formatted("nobody", "[a@example.org]", "25"),
        "m: email.from: nobody is not accepted; one address such as ops@example.org");
    wrong(mail.formatted("t@example.org", "[\"a b@example.org\"]", "25"), "m: email.to: a b@");
    wrong(mail.formatted("t@example.org", "[~]", "25"), "m: email.to: null is not accepted");
    wrong(mail.formatted("t@example.org", "[]", "25"), "m: email.to: at least one address");
    wrong(
        mail.formatted("t@example.org", "[a@example.org]", "65536"),
        "m: email.port: 65536 is not accepted; from 1 to 65535");
    wrong("receivers: [~]", "receivers: null is not accepted; each has a name and a type");
  }

  @Test
  void refusesToSendAPasswordUnencryptedOverANetwork() throws IOException {
    Path secret = Files.writeString(folder.resolve("password"), "s3cret");
    String mail =
        "receivers: [{name: m, type: email, email: {host: '%s', startTls: false, user: u,"
            + " password: {file: "
            + secret
            + "}, from: t@example.org, to: [a@example.org]}}]";

    for (String host : List.of("smtp.example.org", "192.0.2.1", "localhost.example.org", "")) {
      wrong(
          mail.formatted(host),
          "m: email.startTls: false is not accepted with a password unless email.host is"
              + " localhost; "
              + host
              + " would get the password unencrypted");
    }
    for (String host : List.of("localhost", "127.0.0.1", "::1")) {
      assertThat(read(mail.formatted(host)).names()).containsExactly("m");
    }
    String open = mail.replaceAll("user.*from", "from");
    assertThat(read(open.formatted("smtp.example.org")).names()).containsExactly("m");
  }

  @Test
  void theRulesOfSituationsAreReadWithoutTheSecrets() throws IOException {
    Path file = folder.resolve("d.yaml");
    Files.writeString(
        file,
        """
        situations: {within: 5m, by: [site]}
        receivers: [{name: s, type: slack, url: {env: OF_ANOTHER_PROCESS}}]
        """);

    assertThat(DeliveryConfig.situations(file))
        .isEqualTo(new SituationRules(Duration.ofMinutes(5), Set.of("site")));
    assertThat(DeliveryConfig.situations(Files.writeString(file, "situations: off\n"))).isNull();
    assertThat(DeliveryConfig.situations(Files.writeString(file, "group: g\n")))
        .isEqualTo(SituationRules.DEFAULT);
    Files.writeString(file, "situations: {within: 2h}\n");
    assertThatThrownBy(() -> DeliveryConfig.situations(file))
        .hasMessageContaining("d.yaml: situations.within: 2h is not accepted");
  }

  @Test
  void situationsAreOnUnlessSwitchedOff() throws IOException {
    assertThat(situations("")).isEqualTo(SituationSettings.DEFAULT);
    assertThat(situations("situations: on\n")).isEqualTo(SituationSettings.DEFAULT);
    assertThat(situations("situations: {within: 5m, waitFor: 0s, by: [site, line]}\n"))
        .isEqualTo(
            new SituationSettings(
                new SituationRules(Duration.ofMinutes(5), Set.of("site", "line")), Duration.ZERO));
    assertThat(situations("situations: off\n")).isNull();
    assertThat(situations("situations: false\n")).isNull();
  }

  @Test
  void settingsOfSituationsThatCannotBeAreRefused() {
    String receivers = "receivers: [{name: a, type: slack}]\n";
    wrong(
        receivers + "situations: maybe\n",
        "situations: \"maybe\" is not accepted; off, or some of [within");
    wrong(
        receivers + "situations: {wait: 1s}\n",
        "situations.wait: is not a field; [within, waitFor, by] are");
    wrong(
        receivers + "situations: {within: soon}\n",
        "situations.within: soon is not accepted; a duration such as 500ms, 5s, 2m, 1h or 7d");
    wrong(
        receivers + "situations: {within: 2h}\n",
        "situations.within: 2h is not accepted; more than 0s");
    wrong(
        receivers + "situations: {waitFor: 11m}\n",
        "situations.waitFor: 11m is not accepted; from 0s");
    wrong(
        receivers + "situations: {by: site}\n",
        "situations.by: \"site\" is not accepted; a list of names");
  }

  private @Nullable SituationSettings situations(String text) throws IOException {
    Path url = Files.writeString(folder.resolve("url"), "https://hooks.example/T0/s3cret\n");
    return read(text + "receivers: [{name: a, type: slack, url: {file: " + url + "}}]\n")
        .receivers()
        .get(0)
        .situations();
  }

  private void wrong(String text, String told) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told)
        .hasMessageNotContaining("s3cret")
        .message()
        .hasLineCount(1);
  }

  private DeliveryConfig read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("delivery.yaml"), text);
    return DeliveryConfig.read(file, Clock.systemUTC());
  }
}
