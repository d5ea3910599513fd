package io.tidemark.console.delivery;

import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.Severity;
import io.tidemark.schemas.option.DurationText;
import io.tidemark.schemas.secret.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A receiver as it is written; what is left out has its default. */
record ReceiverText(
    @Nullable String name,
    @Nullable Type type,
    @Nullable Secret url,
    @Nullable Secret secret,
    @Nullable Secret topic,
    @Nullable EmailText email,
    @Nullable MatchText match,
    @Nullable GroupText group,
    @Nullable QuietText quiet,
    @Nullable RetryText retry) {
  /** What kind of receiver. */
  enum Type {
    WEBHOOK,
    ALERTMANAGER,
    SLACK,
    EMAIL,
    PAGERDUTY,
    OPSGENIE,
    TEAMS,
    DISCORD,
    NTFY
  }

  record EmailText(
      @Nullable String host,
      @Nullable Integer port,
      @Nullable Boolean startTls,
      @Nullable String user,
      @Nullable Secret password,
      @Nullable String from,
      @Nullable List<String> to) {}

  record MatchText(
      @Nullable Set<String> detectors,
      @Nullable Severity severity,
      @Nullable Set<AlertState> states) {}

  record GroupText(NoticeGrouping.@Nullable By by, @Nullable String waitFor) {}

  record QuietText(
      @Nullable String from,
      @Nullable String to,
      @Nullable String zone,
      @Nullable Severity below) {}

  record RetryText(@Nullable String first, @Nullable String most, @Nullable String giveUpAfter) {}

  private static final int SUBMISSION_PORT = 587;
  private static final int LAST_PORT = 65_535;

  /**
   * The receiver, with its secrets read.
   *
   * @throws IllegalArgumentException with one line that names receiver and field
   */
  Receiver build(Links links, Clock clock) {
    try {
      return new Receiver(
          required("name", name),
          channel(links, clock),
          matching(),
          grouping(),
          hours(),
          retrying());
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(name + ": " + wrong.getMessage());
    }
  }

  private Channel channel(Links links, Clock clock) {
    return switch (required("type", type)) {
      case WEBHOOK ->
          new WebhookChannel(address(), secret == null ? null : secret.read(), links, clock);
      case ALERTMANAGER -> new AlertmanagerChannel(address(), links, clock);
      case SLACK -> new SlackChannel(address(), links);
      case EMAIL -> new EmailChannel(mail(), links, clock);
      case PAGERDUTY -> new PagerDutyChannel(address(PagerDutyChannel.SERVICE), token(), links);
      case OPSGENIE -> new OpsgenieChannel(address(OpsgenieChannel.SERVICE), token(), links);
      case TEAMS -> new TeamsChannel(address(), links);
      case DISCORD -> new DiscordChannel(address(), links);
      case NTFY ->
          new NtfyChannel(
              address(), required("topic", topic).read(), secret == null ? null : token(), links);
    };
  }

  /** A secret that goes into a header or a field, where a line break would be another one. */
  private String token() {
    String token = required("secret", secret).read().strip();
    if (!token.matches("[!-~]{1,500}")) {
      throw new IllegalArgumentException(
          "secret: is not accepted; up to 500 ASCII characters without spaces");
    }
    return token;
  }

  private URI address(URI otherwise) {
    return url == null ? otherwise : address();
  }

  private URI address() {
    return address("url", required("url", url).read());
  }

  /**
   * An address on the web.
   *
   * @throws IllegalArgumentException when it is none, without the text, which may be a secret
   */
  static URI address(String field, String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
        return address;
      }
    } catch (IllegalArgumentException malformed) {
      // reported below, without the address, which may be a secret
    }
    throw new IllegalArgumentException(
        field + ": is not an address that begins with http or https");
  }

  private EmailSettings mail() {
    EmailText text = required("email", email);
    String user = text.user();
    if ((user == null) != (text.password() == null)) {
      throw new IllegalArgumentException("email: user and password go together");
    }
    List<String> to = required("email.to", text.to());
    if (to.isEmpty()) {
      throw new IllegalArgumentException("email.to: at least one address is needed");
    }
    return new EmailSettings(
        required("email.host", text.host()),
        port(text.port()),
        text.startTls() == null || text.startTls(),
        user,
        text.password() == null ? null : text.password().read(),
        mailAddress("email.from", required("email.from", text.from())),
        to.stream().map(address -> mailAddress("email.to", address)).toList());
  }

  private static int port(@Nullable Integer port) {
    if (port == null) {
      return SUBMISSION_PORT;
    }
    if (port < 1 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "email.port: " + port + " is not accepted; from 1 to " + LAST_PORT);
    }
    return port;
  }

  private static InternetAddress mailAddress(String field, @Nullable String text) {
    try {
      InternetAddress address = new InternetAddress(String.valueOf(text), true);
      address.validate();
      return address;
    } catch (AddressException wrong) {
      throw new IllegalArgumentException(
          field + ": " + text + " is not accepted; one address such as ops@example.org");
    }
  }

  private Match matching() {
    if (match == null) {
      return new Match(Set.of(), Severity.LOW, EnumSet.allOf(AlertState.class));
    }
    return new Match(
        match.detectors() == null ? Set.of() : match.detectors(),
        match.severity() == null ? Severity.LOW : match.severity(),
        match.states() == null ? EnumSet.allOf(AlertState.class) : match.states());
  }

  private NoticeGrouping grouping() {
    if (group == null) {
      return new NoticeGrouping(NoticeGrouping.By.MESSAGE, Duration.ZERO);
    }
    return new NoticeGrouping(
        required("group.by", group.by()),
        duration("group.waitFor", group.waitFor(), Duration.ZERO));
  }

  private @Nullable QuietHours hours() {
    if (quiet == null) {
      return null;
    }
    String zone = quiet.zone() == null ? "UTC" : quiet.zone();
    try {
      return new QuietHours(
          LocalTime.parse(required("quiet.from", quiet.from())),
          LocalTime.parse(required("quiet.to", quiet.to())),
          ZoneId.of(zone),
          quiet.below() == null ? Severity.CRITICAL : quiet.below());
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "quiet: " + wrong.getMessage() + "; times are such as \"22:00\", zones Europe/Berlin");
    }
  }

  private Retry retrying() {
    RetryText text = retry == null ? new RetryText(null, null, null) : retry;
    return new Retry(
        duration("retry.first", text.first(), Duration.ofSeconds(1)),
        duration("retry.most", text.most(), Duration.ofMinutes(1)),
        duration("retry.giveUpAfter", text.giveUpAfter(), Duration.ofHours(24)));
  }

  static Duration duration(String field, @Nullable String text, Duration otherwise) {
    try {
      return text == null ? otherwise : DurationText.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          field + ": " + text + " is not accepted; " + DurationText.ACCEPTED);
    }
  }

  private static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + ": is missing");
    }
    return value;
  }
}
