package io.tidemark.detector.alert;

import io.tidemark.detector.coverage.CoverageChange;
import io.tidemark.detector.coverage.CoverageStatus;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.schemas.AlertChange;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.BlindReason;
import io.tidemark.schemas.Coverage;
import io.tidemark.schemas.CoverageState;
import io.tidemark.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How many keys of one detector are watched, of those that have ever been. */
public final class FleetCoverage {
  private static final long NONE = Long.MIN_VALUE;

  /** A share that is allowed to be blind and 0 has no multiples. */
  private static final double LEAST_ALLOWED = 1e-3;

  private long keys;
  private long known;
  private long watched;
  private final Map<BlindReason, Long> blind = new EnumMap<>(BlindReason.class);
  private Limit limit = Limit.NONE;
  private long latest = NONE;
  private long underSince = NONE;
  private boolean open;
  private long openedMillis;
  private double worst;

  /** Number of its latest message, and the severity that this gave; of no meaning before one. */
  private int sequence;

  private Severity reported = Severity.LOW;

  /**
   * What is an alert.
   *
   * @param minCoverage share of the keys that must be watched, 0 to 1; 0 where none must
   * @param patienceMillis log time for which the share must stay under it
   */
  public record Limit(double minCoverage, long patienceMillis) {
    static final Limit NONE = new Limit(0, 0);

    /** A short gap makes a key blind until its window is whole again: that is no alert. */
    public static Limit of(DetectorDefinition definition) {
      Duration window = definition.window().tick().multipliedBy(definition.window().length());
      return new Limit(definition.alerts().minCoverage(), window.toMillis());
    }
  }

  /**
   * What changed of one key.
   *
   * @param detector name of the detector
   * @param keys 1 for a new key, -1 for one that is forgotten, else 0
   * @param known 1 where it is watched for the first time, -1 where it is forgotten after that
   * @param watched 1 where it is watched now, -1 where it no longer is
   * @param left why it was blind
   * @param came why it is blind now
   * @param millis when, log time
   * @param limit what is an alert by now; null where the detector is no more
   */
  public record Change(
      String detector,
      int keys,
      int known,
      int watched,
      @Nullable BlindReason left,
      @Nullable BlindReason came,
      long millis,
      @Nullable Limit limit) {

    /**
     * What a key's change is to its fleet.
     *
     * @return null where it is nothing
     */
    public static @Nullable Change of(CoverageChange key, @Nullable Limit limit) {
      CoverageStatus before = key.before();
      CoverageStatus after = key.after();
      if (before != null && before.equals(after)) {
        return null;
      }
      return new Change(
          key.now().getDetector(),
          one(after != null) - one(before != null),
          one(key.knownAfter()) - one(key.knownBefore()),
          one(isWatched(after)) - one(isWatched(before)),
          before == null ? null : before.reason(),
          after == null ? null : after.reason(),
          key.millis(),
          limit);
    }

    /** Nothing has changed but perhaps the limit. */
    public static Change ofLimit(String detector, @Nullable Limit limit) {
      return new Change(detector, 0, 0, 0, null, null, NONE, limit);
    }

    private static boolean isWatched(@Nullable CoverageStatus status) {
      return status != null && status.state() == CoverageState.WATCHED;
    }

    private static int one(boolean condition) {
      return condition ? 1 : 0;
    }
  }

  /** Takes a change; the message it calls for, or null. */
  public @Nullable AnomalyAlert changed(Change change) {
    keys = Math.max(0, keys + change.keys());
    known = Math.max(0, known + change.known());
    watched = Math.max(0, watched + change.watched());
    count(change.left(), -1);
    count(change.came(), 1);
    latest = Math.max(latest, change.millis());
    limit = change.limit() == null ? Limit.NONE : change.limit();
    worst = open ? Math.max(worst, blindShare()) : blindShare();
    if (isUnder()) {
      underSince = underSince == NONE ? latest : underSince;
      return open && PlainAlerts.reports(PlainAlerts.severity(worst / allowed()), reported)
          ? message(change.detector(), AlertState.UPDATE, note())
          : null;
    }
    underSince = NONE;
    if (!open) {
      return null;
    }
    open = false;
    return message(change.detector(), AlertState.RESOLVED, null);
  }

  private void count(@Nullable BlindReason reason, long change) {
    if (reason != null) {
      blind.merge(reason, change, (a, b) -> a + b > 0 ? Long.valueOf(a + b) : null);
    }
  }

  private boolean isUnder() {
    return known > 0 && (double) watched / known < limit.minCoverage();
  }

  /** Log time at which {@link #advance} is to be called; the largest long for never. */
  public long due() {
    return open || underSince == NONE ? Long.MAX_VALUE : underSince + limit.patienceMillis();
  }

  /** Takes that the log has come so far without a change; the message it calls for, or null. */
  public @Nullable AnomalyAlert advance(String detector, long logMillis) {
    if (logMillis < due()) {
      return null;
    }
    open = true;
    latest = Math.max(latest, logMillis);
    openedMillis = latest;
    worst = blindShare();
    sequence = -1;
    return message(detector, AlertState.OPEN, note());
  }

  /** Whether there is no key. */
  public boolean isEmpty() {
    return keys == 0;
  }

  /** How the detector as a whole is. */
  public Coverage whole(String detector) {
    boolean under = isUnder();
    return Coverage.newBuilder()
        .setDetector(detector)
        .setKey(FleetDrift.ALL_KEYS)
        .setState(
            under
                ? CoverageState.BLIND
                : known == 0 ? CoverageState.WARMING_UP : CoverageState.WATCHED)
        .setReason(under ? worstReason() : null)
        .setSince(Instant.ofEpochMilli(under ? underSince : Math.max(latest, 0)))
        .setDetail("%d of %d keys are watched".formatted(watched, keys))
        .build();
  }

  private @Nullable BlindReason worstReason() {
    return blind.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** Share of the keys that were watched and are not, 0 to 1. */
  private double blindShare() {
    return known == 0 ? 0 : Math.max(0, 1 - (double) watched / known);
  }

  private String note() {
    String reasons =
        blind.entrySet().stream()
            .sorted(Map.Entry.<BlindReason, Long>comparingByValue(Comparator.reverseOrder()))
            .map(entry -> entry.getValue() + " " + words(entry.getKey()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%d of %d keys that were watched are not now%s; tidemark status names them.",
        known - watched,
        known,
        reasons.isEmpty() ? "" : " (" + reasons + ")");
  }

  private static String words(BlindReason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private double allowed() {
    return Math.max(LEAST_ALLOWED, 1 - limit.minCoverage());
  }

  private AnomalyAlert message(String detector, AlertState state, @Nullable String note) {
    sequence++;
    AnomalyAlert alert =
        new PlainAlerts(detector)
            .of(
                AlertKind.BLIND,
                FleetDrift.ALL_KEYS,
                state,
                new PlainAlerts.Standing(
                    openedMillis, openedMillis, latest, blindShare(), worst, allowed(), sequence),
                note);
    alert.setChange(state == AlertState.UPDATE ? AlertChange.SEVERITY : null);
    alert.setPreviousSeverity(state == AlertState.OPEN ? null : reported);
    reported = alert.getSeverity();
    return alert;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(keys);
    out.writeLong(known);
    out.writeLong(watched);
    out.writeByte(blind.size());
    for (Map.Entry<BlindReason, Long> reason : blind.entrySet()) {
      out.writeByte(reason.getKey().ordinal());
      out.writeLong(reason.getValue());
    }
    out.writeDouble(limit.minCoverage());
    out.writeLong(limit.patienceMillis());
    out.writeLong(latest);
    out.writeLong(underSince);
    out.writeBoolean(open);
    out.writeLong(openedMillis);
    out.writeDouble(worst);
    out.writeInt(sequence);
    out.writeByte(reported.ordinal());
  }

  /** Reads what {@link #write} wrote. */
  public static FleetCoverage read(DataInput in) throws IOException {
    FleetCoverage fleet = new FleetCoverage();
    fleet.keys = in.readLong();
    fleet.known = in.readLong();
    fleet.watched = in.readLong();
    for (int left = in.readUnsignedByte(); left > 0; left--) {
      fleet.blind.put(BlindReason.values()[in.readUnsignedByte()], in.readLong());
    }
    fleet.limit = new Limit(in.readDouble(), in.readLong());
    fleet.latest = in.readLong();
    fleet.underSince = in.readLong();
    fleet.open = in.readBoolean();
    fleet.openedMillis = in.readLong();
    fleet.worst = in.readDouble();
    fleet.sequence = in.readInt();
    fleet.reported = Severity.values()[in.readUnsignedByte()];
    return fleet;
  }
}
