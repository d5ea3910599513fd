package io.tidemark.console.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.console.incident.Sentence;
import io.tidemark.console.situation.SituationNews;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.IncidentAction;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * JSON to a program: {@code {"receiver", "idempotencyKey", "alerts": [...]}}, each alert as in the
 * JSON wire format with its sentence, its links, its own idempotency key and its situation; or
 * {@code {"receiver", "idempotencyKey", "action"}} for each action. Signed, where there is a
 * secret, with HMAC-SHA256 over time, a dot and the body.
 */
final class WebhookChannel implements Channel {
  static final String SIGNATURE = "Tidemark-Signature";
  static final String TIMESTAMP = "Tidemark-Timestamp";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String ALGORITHM = "HmacSHA256";

  private final ObjectMapper mapper = new ObjectMapper();
  private final EventEncoder<AnomalyAlert> encoder = WireFormat.JSON.encoder(AnomalyAlert.class);
  private final EventEncoder<IncidentAction> actionEncoder =
      WireFormat.JSON.encoder(IncidentAction.class);
  private final HttpPost post;
  private final @Nullable String secret;
  private final Links links;
  private final Clock clock;

  WebhookChannel(URI url, @Nullable String secret, Links links, Clock clock) {
    this.links = links;
    this.post = new HttpPost(url);
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public void send(Notice notice) throws DeliveryException, InterruptedException {
    post(body(notice), notice.idempotencyKey());
  }

  @Override
  public void send(ActionNotice notice) throws DeliveryException, InterruptedException {
    ObjectNode root = mapper.createObjectNode();
    root.put("receiver", notice.receiver());
    root.put("idempotencyKey", notice.idempotencyKey());
    byte[] body;
    try {
      root.set("action", mapper.readTree(actionEncoder.encode(notice.action())));
      body = mapper.writeValueAsBytes(root);
    } catch (IOException impossible) {
      throw DeliveryException.permanent("the action cannot be written: " + impossible);
    }
    post(body, notice.idempotencyKey());
  }

  private void post(byte[] body, String idempotencyKey)
      throws DeliveryException, InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(IDEMPOTENCY_KEY, idempotencyKey);
    if (secret != null) {
      String time = String.valueOf(clock.instant().getEpochSecond());
      headers.put(TIMESTAMP, time);
      headers.put(SIGNATURE, "sha256=" + sign(secret, time, body));
    }
    post.send(body, headers);
  }

  private byte[] body(Notice notice) throws DeliveryException {
    ObjectNode root = mapper.createObjectNode();
    root.put("receiver", notice.receiver());
    root.put("idempotencyKey", notice.idempotencyKey());
    ArrayNode alerts = root.putArray("alerts");
    try {
      for (PendingMessage message : notice.messages()) {
        ObjectNode alert = (ObjectNode) mapper.readTree(encoder.encode(message.alert()));
        alert.put("sentence", message.sentence());
        alert.put("reason", Sentence.finding(message.alert()));
        alert.put("opening", message.opening());
        ObjectNode addresses = alert.putObject("links");
        links
            .of(message.alert())
            .forEach((name, address) -> addresses.put(name.toLowerCase(Locale.ROOT), address));
        alert.put("idempotencyKey", message.idempotencyKey());
        SituationNews situation = message.situation();
        if (situation != null) {
          alert
              .putObject("situation")
              .put("id", situation.id())
              .put("size", situation.size())
              .put("open", situation.isOpen())
              .put("sentence", situation.sentence());
        }
        alerts.add(alert);
      }
      return mapper.writeValueAsBytes(root);
    } catch (IOException impossible) {
      throw DeliveryException.permanent("the notice cannot be written: " + impossible);
    }
  }

  @Override
  public boolean takesEachIncident() {
    return true;
  }

  /** The signature that a receiver computes to know who sent it. */
  static String sign(String secret, String time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
