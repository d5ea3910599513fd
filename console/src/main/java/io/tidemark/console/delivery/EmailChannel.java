package io.tidemark.console.delivery;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Plain-text mail by SMTP. Mails about one incident belong to one thread. */
final class EmailChannel implements Channel {
  private static final String PATIENCE_MILLIS = "10000";
  private static final String DOMAIN = "@tidemark";

  private final EmailSettings settings;
  private final Session session;
  private final Clock clock;

  EmailChannel(EmailSettings settings, Clock clock) {
    this.settings = settings;
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
    this.session = Session.getInstance(properties);
  }

  @Override
  public void send(Notice notice) throws DeliveryException {
    try {
      Message mail = mail(notice);
      if (settings.user() == null) {
        Transport.send(mail);
      } else {
        Transport.send(mail, settings.user(), settings.password());
      }
    } catch (SendFailedException refused) {
      if (refused.getCause() == null && refused.getInvalidAddresses() != null) {
        throw DeliveryException.permanent("the mail is refused: " + refused.getMessage());
      }
      throw DeliveryException.temporary(settings.host() + " does not take the mail", refused);
    } catch (MessagingException failed) {
      throw DeliveryException.temporary(
          settings.host() + " does not take the mail: " + failed.getMessage(), failed);
    }
  }

  private Message mail(Notice notice) throws MessagingException {
    List<Letter> letters = notice.letters();
    String first = Sentence.of(letters.get(0).alert());
    MimeMessage mail = new IdentifiedMail(session, notice.idempotencyKey());
    mail.setFrom(new InternetAddress(settings.from()));
    for (String to : settings.to()) {
      mail.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    mail.setSubject(
        letters.size() == 1 ? first : letters.size() + " alerts, first: " + first,
        StandardCharsets.UTF_8.name());
    mail.setText(
        letters.stream().map(EmailChannel::paragraph).collect(Collectors.joining("\n")),
        StandardCharsets.UTF_8.name());
    mail.setHeader(WebhookChannel.IDEMPOTENCY_KEY, notice.idempotencyKey());
    mail.setHeader("Auto-Submitted", "auto-generated");
    if (letters.stream().map(letter -> letter.alert().getAlertId()).distinct().count() == 1) {
      mail.setHeader("References", reference(letters.get(0).alert().getAlertId()));
    }
    mail.setSentDate(Date.from(clock.instant()));
    return mail;
  }

  private static String paragraph(Letter letter) {
    var alert = letter.alert();
    return Sentence.of(alert)
        + "\n  opened "
        + alert.getOpenedAt()
        + ", told "
        + alert.getUpdatedAt()
        + "\n  score "
        + alert.getScore()
        + ", threshold "
        + alert.getThreshold()
        + "\n  ./tidemark replay --config pipeline.yaml --alert "
        + alert.getAlertId().replaceAll("[^A-Za-z0-9._-]", "?")
        + "\n";
  }

  private static String reference(String id) {
    return "<" + id.replaceAll("[^A-Za-z0-9._-]", ".") + DOMAIN + ">";
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
      setHeader("Message-ID", reference(id));
    }
  }
}
