package io.tidemark.detector.alert;

import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireFormat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Withholds alerts about records that were written before alerts are to be sent. An incident that
 * ends while they are read is not sent, unless it comes back later: then as an opening. One that is
 * still open when they have been read is sent then, as an opening, and its later messages are
 * numbered from there. State: the host keeps it for a key, or for all keys of a detector together.
 */
public final class PastAlerts {
  /** Incidents of a key, one of each kind, that may come back. */
  private static final int MOST_ENDED = 8;

  private boolean lasts = true;

  /** The newest message of each open incident, by alert id. */
  private final Map<String, AnomalyAlert> withheld = new LinkedHashMap<>();

  /** How many messages of an incident were never sent, by alert id, until it ends. */
  private final Map<String, Integer> skipped = new LinkedHashMap<>();

  /** Incidents that ended in the past and were never sent, the newest last: they may come back. */
  private final Set<String> ended = new LinkedHashSet<>();

  /** Whether the past is still being read. */
  public boolean lasts() {
    return lasts;
  }

  /** Whether alerts no longer pass through here: the past has been read, and nothing is left. */
  public boolean isOver() {
    return !lasts && skipped.isEmpty() && ended.isEmpty();
  }

  /**
   * Takes a message.
   *
   * @param out takes those that are to be sent
   * @param kept takes those that are withheld
   */
  public void take(AnomalyAlert alert, Consumer<AnomalyAlert> out, Consumer<AnomalyAlert> kept) {
    String id = alert.getAlertId();
    if (!lasts) {
      if (ended.remove(id) && !ends(alert)) {
        opening(alert);
        out.accept(alert);
        return;
      }
      alert.setSequence(alert.getSequence() - skipped.getOrDefault(id, 0));
      if (ends(alert)) {
        skipped.remove(id);
      }
      out.accept(alert);
      return;
    }
    if (ends(alert)) {
      withheld.remove(id);
      ended.add(id);
      if (ended.size() > MOST_ENDED) {
        ended.remove(ended.iterator().next());
      }
    } else {
      ended.remove(id);
      withheld.put(id, alert);
    }
    kept.accept(alert);
  }

  private static boolean ends(AnomalyAlert alert) {
    return alert.getState() == AlertState.RESOLVED || alert.getState() == AlertState.NEW_NORMAL;
  }

  /** Takes that the past has been read: sends an opening of each incident that is still open. */
  public void end(Consumer<AnomalyAlert> out) {
    lasts = false;
    for (AnomalyAlert alert : withheld.values()) {
      opening(alert);
      out.accept(alert);
    }
    withheld.clear();
  }

  private void opening(AnomalyAlert alert) {
    if (alert.getSequence() > 0) {
      skipped.put(alert.getAlertId(), alert.getSequence());
    }
    makeOpening(alert);
  }

  /** Makes a message the first that is sent of its incident. */
  public static void makeOpening(AnomalyAlert alert) {
    alert.setState(AlertState.OPEN);
    alert.setSequence(0);
    alert.setChange(null);
    alert.setPreviousSeverity(null);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(lasts);
    out.writeInt(withheld.size());
    if (!withheld.isEmpty()) {
      EventEncoder<AnomalyAlert> encoder = WireFormat.AVRO.encoder(AnomalyAlert.class);
      for (AnomalyAlert alert : withheld.values()) {
        byte[] bytes = encoder.encode(alert);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }
    out.writeInt(ended.size());
    for (String incident : ended) {
      out.writeUTF(incident);
    }
    out.writeInt(skipped.size());
    for (Map.Entry<String, Integer> incident : skipped.entrySet()) {
      out.writeUTF(incident.getKey());
      out.writeInt(incident.getValue());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PastAlerts read(DataInput in) throws IOException {
    PastAlerts past = new PastAlerts();
    past.lasts = in.readBoolean();
    int withheld = in.readInt();
    if (withheld > 0) {
      EventDecoder<AnomalyAlert> decoder = WireFormat.AVRO.decoder(AnomalyAlert.class);
      for (int i = 0; i < withheld; i++) {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        AnomalyAlert alert = decoder.decode(bytes);
        past.withheld.put(alert.getAlertId(), alert);
      }
    }
    for (int left = in.readInt(); left > 0; left--) {
      past.ended.add(in.readUTF());
    }
    for (int left = in.readInt(); left > 0; left--) {
      past.skipped.put(in.readUTF(), in.readInt());
    }
    return past;
  }
}
