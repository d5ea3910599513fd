package io.tidemark.console.delivery;

import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AnomalyAlert;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plain-text mail by SMTP. Mails about one incident belong to one thread. For one thread, which
 * tries a notice until it is done with it.
 */
final class EmailChannel implements Channel {
  private static final Logger LOG = LoggerFactory.getLogger(EmailChannel.class);
  private static final String PATIENCE_MILLIS = "10000";
  private static final String DOMAIN = "@tidemark";

  private final EmailSettings settings;
  private final Session session;
  private final Links links;
  private final Clock clock;
  private String underWay = "";

  /** Whom the notice under way has not reached; the others are not told again. */
  private List<Address> missing = List.of();

  EmailChannel(EmailSettings settings, Links links, Clock clock) {
    this.settings = settings;
    this.links = links;
    this.clock = clock;
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.host", settings.host());
    properties.setProperty("mail.smtp.port", String.valueOf(settings.port()));
    properties.setProperty("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.timeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.writetimeout", PATIENCE_MILLIS);
    properties.setProperty("mail.smtp.auth", String.valueOf(settings.user() != null));
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(settings.startTls()));
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(settings.startTls()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.sendpartial", "true");
    this.session = Session.getInstance(properties);
  }

  @Override
  public void send(Notice notice) throws DeliveryException {
    try {
      if (!notice.idempotencyKey().equals(underWay)) {
        underWay = notice.idempotencyKey();
        missing = List.copyOf(settings.to());
      }
      Transport.send(
          mail(notice), missing.toArray(new Address[0]), settings.user(), settings.password());
    } catch (SendFailedException refused) {
      settle(MailRefusal.of(refused));
    } catch (MessagingException failed) {
      throw DeliveryException.temporary(
          settings.host() + " does not take the mail: " + failed.getMessage(), failed);
    }
  }

  /** One address that is refused for good does not keep the mail from the others. */
  private void settle(MailRefusal refusal) throws DeliveryException {
    boolean reached = !refusal.sent().isEmpty() || missing.size() < settings.to().size();
    if (reached && refusal.forGood()) {
      LOG.warn("{} takes the mail, but not for everyone: {}", settings.host(), refusal.told());
      return;
    }
    if (!refusal.sent().isEmpty()) {
      missing = refusal.unsent();
    }
    String told = settings.host() + " does not take the mail: " + refusal.told();
    throw refusal.forGood()
        ? DeliveryException.permanent(told)
        : DeliveryException.temporary(told, null);
  }

  private Message mail(Notice notice) throws MessagingException {
    List<PendingMessage> incidents = notice.incidents();
    String worst = incidents.get(0).headline();
    MimeMessage mail = new IdentifiedMail(session, notice.idempotencyKey());
    mail.setFrom(settings.from());
    mail.setRecipients(Message.RecipientType.TO, settings.to().toArray(new Address[0]));
    mail.setSubject(
        incidents.size() == 1 ? worst : incidents.size() + " incidents, worst: " + worst,
        StandardCharsets.UTF_8.name());
    mail.setText(
        incidents.stream().map(this::paragraph).collect(Collectors.joining("\n")),
        StandardCharsets.UTF_8.name());
    mail.setHeader(WebhookChannel.IDEMPOTENCY_KEY, notice.idempotencyKey());
    mail.setHeader("Auto-Submitted", "auto-generated");
    if (incidents.size() == 1) {
      mail.setHeader("References", reference(PlainId.of(incidents.get(0).id())));
    }
    mail.setSentDate(Date.from(clock.instant()));
    return mail;
  }

  private String paragraph(PendingMessage message) {
    AnomalyAlert alert = message.alert();
    StringBuilder text = new StringBuilder(message.line());
    text.append("\n  opened ").append(alert.getOpenedAt());
    text.append(message.ends() ? ", ended " : ", as of ").append(alert.getUpdatedAt());
    links
        .of(alert)
        .forEach((name, address) -> text.append("\n  ").append(name).append(": ").append(address));
    if (alert.getKind() == AlertKind.ANOMALY && message.summary() == null) {
      text.append(replay(alert.getAlertId()));
    }
    return text.append('\n').toString();
  }

  /** People paste the command into a shell, so an id that a shell could misread gets none. */
  private static String replay(String id) {
    return PlainId.of(id).equals(id)
        ? "\n  ./tidemark replay --config pipeline.yaml --alert " + id
        : "";
  }

  private static String reference(String plain) {
    return "<" + plain + DOMAIN + ">";
  }

  /** The same notice is the same mail, also when it is sent again. */
  private static final class IdentifiedMail extends MimeMessage {
    private final String id;

    IdentifiedMail(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", reference(id.replace(':', '.')));
    }
  }
}
