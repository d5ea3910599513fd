package io.tidemark.export.proposal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the names of fields tell: identity, time, unit, size. */
final class Words {
  private static final Set<String> DEVICE =
      Set.of(
          "device",
          "deviceid",
          "host",
          "hostname",
          "sensor",
          "sensorid",
          "machine",
          "node",
          "meter",
          "asset",
          "pump",
          "station",
          "instance",
          "thing",
          "entity",
          "dev",
          "eui",
          "mac",
          "serial",
          "sampler",
          "observer",
          "src",
          "source",
          "robot",
          "vehicle",
          "well",
          "turbine",
          "router",
          "server",
          "gateway",
          "line",
          "plc",
          "motor",
          "inverter",
          "equipment");
  private static final Set<String> NAME =
      Set.of("id", "name", "key", "addr", "address", "ip", "orig", "uuid", "code", "tag", "unit");
  private static final Set<String> GROUP =
      Set.of(
          "type",
          "state",
          "status",
          "mode",
          "level",
          "version",
          "application",
          "app",
          "location",
          "site",
          "region",
          "zone",
          "city",
          "country",
          "namespace",
          "env",
          "kind",
          "category",
          "op",
          "action",
          "protocol",
          "proto",
          "port",
          "severity",
          "seq",
          "sequence",
          "hall",
          "plant",
          "area",
          "dest",
          "dst",
          "resp",
          "method",
          "service",
          "event",
          "schema",
          "metric");
  private static final Set<String> TIME =
      Set.of(
          "timestamp", "time", "ts", "at", "datetime", "date", "eventtime", "t", "when", "taken");
  private static final Set<String> OTHER_TIME =
      Set.of(
          "received",
          "ingest",
          "ingested",
          "ingestion",
          "start",
          "started",
          "created",
          "updated",
          "processed",
          "sent",
          "expiry",
          "expires",
          "server",
          "boot");

  /** Words for the name of a metric, the clearest first. */
  private static final List<String> METRIC =
      List.of(
          "metric",
          "measurement",
          "parameter",
          "quantity",
          "name",
          "variable",
          "signal",
          "register",
          "channel",
          "sensor",
          "field",
          "tag",
          "point",
          "type",
          "state");

  private static final Set<String> VALUE = Set.of("value", "v", "val", "reading", "double", "int");
  private static final Set<String> ERROR =
      Set.of(
          "err",
          "errs",
          "error",
          "errors",
          "drop",
          "drops",
          "dropped",
          "fail",
          "fails",
          "failed",
          "failures",
          "fault",
          "faults",
          "retries",
          "timeouts",
          "rejected",
          "refused",
          "crc",
          "lost",
          "discarded",
          "alarm",
          "alarms",
          "restarts");
  private static final Set<String> SIZE =
      Set.of("bytes", "octets", "packets", "pkts", "amount", "volume", "size", "items", "quantity");
  private static final Set<String> SERIAL_NUMBER =
      Set.of(
          "seq",
          "sequence",
          "id",
          "uid",
          "uuid",
          "offset",
          "cnt",
          "fcnt",
          "lsn",
          "xid",
          "nr",
          "index",
          "hash",
          "port",
          "serial",
          "version");

  /** Units by word; a word says more the later it stands. */
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("celsius", "°C"),
          Map.entry("temperature", "°C"),
          Map.entry("temp", "°C"),
          Map.entry("temps", "°C"),
          Map.entry("fahrenheit", "°F"),
          Map.entry("kelvin", "K"),
          Map.entry("humidity", "%"),
          Map.entry("percent", "%"),
          Map.entry("pct", "%"),
          Map.entry("voltage", "V"),
          Map.entry("volt", "V"),
          Map.entry("volts", "V"),
          Map.entry("amps", "A"),
          Map.entry("ampere", "A"),
          Map.entry("power", "W"),
          Map.entry("watt", "W"),
          Map.entry("watts", "W"),
          Map.entry("kw", "kW"),
          Map.entry("kwh", "kWh"),
          Map.entry("wh", "Wh"),
          Map.entry("hz", "Hz"),
          Map.entry("frequency", "Hz"),
          Map.entry("rpm", "1/min"),
          Map.entry("bytes", "B"),
          Map.entry("octets", "B"),
          Map.entry("ms", "ms"),
          Map.entry("millis", "ms"),
          Map.entry("seconds", "s"),
          Map.entry("rssi", "dBm"),
          Map.entry("dbm", "dBm"),
          Map.entry("snr", "dB"),
          Map.entry("bar", "bar"),
          Map.entry("psi", "psi"),
          Map.entry("kpa", "kPa"),
          Map.entry("hpa", "hPa"),
          Map.entry("ppm", "ppm"),
          Map.entry("lux", "lx"),
          Map.entry("torque", "Nm"));

  private Words() {}

  /** The words of a name or path, in lower case. */
  static List<String> of(String path) {
    String spaced =
        path.replaceAll("\\[(\\w+)=([^]]*)]", " $2 ")
            .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
            .replaceAll("[^A-Za-z0-9]+", " ")
            .toLowerCase(Locale.ROOT)
            .strip();
    return spaced.isEmpty() ? List.of() : Arrays.asList(spaced.split(" "));
  }

  /** How much a path sounds like the name of a device or host, 0 for nothing. */
  static double identity(String path) {
    double score = 0;
    List<String> words = of(path);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      double weight = i == words.size() - 1 ? 1 : 0.5;
      if (DEVICE.contains(word)) {
        score += 2 * weight;
      } else if (NAME.contains(word)) {
        score += weight;
      } else if (GROUP.contains(word)) {
        score -= 2 * weight;
      }
    }
    return Math.max(-3, Math.min(3, score));
  }

  /** How much a path sounds like the time of the event, 0 for nothing. */
  static double time(String path) {
    List<String> words = of(path);
    double score = 0;
    if (words.stream().anyMatch(TIME::contains)) {
      score += 2;
    }
    if (!words.isEmpty() && TIME.contains(words.get(words.size() - 1))) {
      score += 1;
    }
    return words.stream().anyMatch(OTHER_TIME::contains) ? score - 2 : score;
  }

  /** Whether a path names the metric that a value is of. */
  static boolean isMetricName(String path) {
    return metricRank(path) < METRIC.size();
  }

  /** How clearly a path names the metric that a value is of, 0 for most clearly. */
  static int metricRank(String path) {
    List<String> words = of(path);
    int rank = words.isEmpty() ? -1 : METRIC.indexOf(words.get(words.size() - 1));
    return rank < 0 ? METRIC.size() : rank;
  }

  /** Whether a path says nothing of what its value is. */
  static boolean isPlainValue(String path) {
    List<String> words = of(path);
    return !words.isEmpty() && VALUE.contains(words.get(words.size() - 1));
  }

  static boolean isError(String path) {
    return of(path).stream().anyMatch(ERROR::contains);
  }

  /** Whether values are of something that adds up. */
  static boolean isSize(String path) {
    return of(path).stream().anyMatch(SIZE::contains);
  }

  /** Whether values number things and measure nothing. */
  static boolean isSerialNumber(String path) {
    List<String> words = of(path);
    return !words.isEmpty() && SERIAL_NUMBER.contains(words.get(words.size() - 1));
  }

  /** The unit that a name tells; null where it tells none. */
  static @Nullable String unit(String path) {
    List<String> words = of(path);
    for (int i = words.size() - 1; i >= 0; i--) {
      String unit = UNITS.get(words.get(i));
      if (unit != null) {
        return unit;
      }
      if (words.get(i).equals("current") && i == words.size() - 1) {
        return "A";
      }
    }
    return null;
  }
}
