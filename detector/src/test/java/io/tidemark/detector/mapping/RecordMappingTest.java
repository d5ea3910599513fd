package io.tidemark.detector.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.tick.InvalidEventException;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.detector.tick.Tags;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordMappingTest {
  private static final String EVENTS = "key: id, time: {from: t, format: unix}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: v                        | 12.5          | 12.5",
        "from: v                        | \"12.5\"      | 12.5",
        "from: v                        | \" -1e3 \"    | -1000",
        "from: v                        | true          | 1",
        "from: v                        | false         | 0",
        "from: v                        | NaN           | NaN",
        "from: v                        | \"NaN\"       | NaN",
        "from: v                        | \"\"          | NaN",
        "from: v                        | null          | NaN",
        "from: v                        | 12345678901234567890 | 1.2345678901234567E19",
        "from: 'v[1]'                   | [7, 8]        | 8",
        "from: 'v[2]'                   | [7, 8]        | NaN",
        "from: 'v[key=b].n'             | [{\"n\": 1, \"key\": \"a\"}, {\"n\": 2, \"key\": \"b\"}, {\"n\": 3, \"key\": \"b\"}] | 2",
        "from: 'v[key=b].n'             | [{\"n\": 1}, {\"key\": \"b\"}] | NaN",
        "from: 'v[k.x=2].n[0]'          | [{\"n\": [1], \"k\": {\"x\": 1}}, {\"n\": [5], \"k\": {\"x\": 2}}] | 5",
        "from: 'v[a=1].w[b=2].n'        | [{\"a\": 1, \"w\": [{\"b\": 2, \"n\": 9}]}, {\"a\": 2, \"w\": [{\"b\": 2, \"n\": 8}]}] | 9",
        "from: [v.x, v.y]               | {\"y\": 4}    | 4",
        "from: [v.x, v.y]               | {\"x\": null, \"y\": 4} | 4",
        "from: v.a\\.b                  | {\"a.b\": 3}  | 3",
        "from: 'v[\"a.b\"]'             | {\"a.b\": 3}  | 3",
        "from: v, values: {RUN: 1}      | \"RUN\"       | 1",
        "from: v, values: {'true': 5}   | true          | 5",
        "from: v, values: {RUN: 1}      | 3             | 3",
        "from: v, decimal: 2            | \"AABZ8g==\"  | 230.26",
        "from: v, decimal: 2            | 23026         | 230.26",
        "from: v, scale: 0.1            | 42            | 4.2",
        "from: v, aggregate: count      | {\"y\": 4}    | 1",
        "aggregate: count               | null          | 1",
        "from: v.n, where: {v.m: x}     | {\"n\": 1, \"m\": \"x\"} | 1",
        "from: v.n, where: {v.m: [x, y]} | {\"n\": 1, \"m\": \"y\"} | 1",
        "from: v.n, where: {v.m: x}     | {\"n\": 1, \"m\": \"z\"} | NaN",
        "from: v.n, where: {v.m: '*'}   | {\"n\": 1, \"m\": {}} | 1",
        "from: v.n, where: {v.m: '*'}   | {\"n\": 1, \"m\": null} | NaN",
        "from: v.n, where: {v.m: {not: x}} | {\"n\": 1, \"m\": \"y\"} | 1",
        "from: v.n, where: {v.m: {not: x}} | {\"n\": 1} | 1",
        "from: v.n, where: {v.m: {not: '*'}} | {\"n\": 1, \"m\": 2} | NaN",
        "from: v.n, where: {v.m: {min: 2}} | {\"n\": 1, \"m\": 1.9} | NaN",
        "from: v.n, where: {v.m: {min: 2, max: 3}} | {\"n\": 1, \"m\": \"2\"} | 1",
        "from: v.n, where: {v.m: 6}     | {\"n\": 1, \"m\": 6} | 1",
        "from: v.n, where: {v.m: true}  | {\"n\": 1, \"m\": true} | 1"
      })
  void readsValues(String feature, String value, double expected) throws Exception {
    List<Observation> found =
        extract(
            EVENTS,
            "- {name: other, from: other}\n  - {name: f, %s}".formatted(feature),
            "{\"other\": 1, \"v\": %s, \"id\": \"a\", \"t\": 1}".formatted(value));
    assertThat(found).hasSize(1);
    assertThat(found.get(0).values()[1]).isEqualTo((Double) expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from: v              | \"high\"  | v: 'high' is not accepted; it must be a number",
        "from: v              | {}        | v: an object or a list is not accepted; it must be a number",
        "from: v              | 1e999     | v: 'Infinity' is not accepted; it must be finite",
        "from: v              | \"0x10\"  | v: '0x10' is not accepted; it must be a number",
        "from: v, values: {A: 1} | \"B\"  | v: 'B' is not accepted; it must be a number or in values",
        "from: v, decimal: 2  | \"!\"     | v: '!' is not accepted; it must be a decimal in Base64"
      })
  void whatIsNoNumberIsInvalid(String feature, String value, String message) {
    assertThatThrownBy(
            () ->
                extract(
                    EVENTS,
                    "- {name: f, %s}".formatted(feature),
                    "{\"v\": %s, \"id\": \"a\", \"t\": 1}".formatted(value)))
        .isInstanceOf(InvalidEventException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format: iso8601 | \"2026-01-01T02:00:00.123456789+0200\" | 2026-01-01T00:00:00.123456Z",
        "format: iso8601 | \"2026-01-01 00:00:00,5Z\" | 2026-01-01T00:00:00.5Z",
        "format: iso8601 | \"2026-01-01T00:00Z\" | 2026-01-01T00:00:00Z",
        "format: iso8601 | \"2026-01-01T00:00:00-03\" | 2026-01-01T03:00:00Z",
        "format: iso8601, zone: Europe/Berlin | \"2026-07-01T02:00:00\" | 2026-07-01T00:00:00Z",
        "format: unix | 1767225600.000001 | 2026-01-01T00:00:00.000001Z",
        "format: unix | \"1767225600\" | 2026-01-01T00:00:00Z",
        "format: unix | 1.7672256e9 | 2026-01-01T00:00:00Z",
        "format: unix_ms | 1767225600001 | 2026-01-01T00:00:00.001Z",
        "format: unix_us | 1767225600000001 | 2026-01-01T00:00:00.000001Z",
        "format: unix_ns | 1767225600000001999 | 2026-01-01T00:00:00.000001Z",
        "format: unix_ns | \"1767225600000001999\" | 2026-01-01T00:00:00.000001Z",
        "format: 'dd.MM.yyyy HH:mm', zone: UTC | \"01.01.2026 00:00\" | 2026-01-01T00:00:00Z",
        "format: 'yyyyMMddHHmmssX' | \"20260101020000+02\" | 2026-01-01T00:00:00Z"
      })
  void readsTimes(String rule, String value, Instant expected) throws Exception {
    List<Observation> found =
        extract(
            "key: id, time: {from: t, %s}".formatted(rule),
            "- {name: f, from: v}",
            "{\"v\": 1, \"id\": \"a\", \"t\": %s}".formatted(value));
    assertThat(found.get(0).eventTimeMicros())
        .isEqualTo(expected.getEpochSecond() * 1_000_000 + expected.getNano() / 1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format: unix    | 1767225600 | 90.5      | 2026-01-01T00:01:30.5Z",
        "format: unix    | 1767225600 | \"90.5\"  | 2026-01-01T00:01:30.5Z",
        "format: unix_ms | 1767225600000 | 1500   | 2026-01-01T00:00:01.5Z",
        "format: unix_ns | 1767225600000000000 | 1500000 | 2026-01-01T00:00:00.0015Z",
        "format: iso8601 | \"2026-01-01T00:00:00Z\" | 2 | 2026-01-01T00:00:02Z",
        "format: unix    | 1767225600 | null      | 2026-01-01T00:00:00Z"
      })
  void aDurationMakesTheStartOfAFlowItsEnd(String rule, String time, String d, Instant expected)
      throws Exception {
    assertThat(flow(rule, time, d).get(0).eventTimeMicros())
        .isEqualTo(expected.getEpochSecond() * 1_000_000 + expected.getNano() / 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1e300", "\"NaN\"", "\"long\"", "{}"})
  void whatIsNoDurationIsInvalid(String duration) {
    assertThatThrownBy(() -> flow("format: unix", "1767225600", duration))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageStartingWith("d: ");
  }

  private static List<Observation> flow(String rule, String time, String duration)
      throws WireException, InvalidEventException {
    return extract(
        "key: id, time: {from: t, plus: d, %s}".formatted(rule),
        "- {name: f, from: v}",
        "{\"v\": 1, \"id\": \"a\", \"t\": %s, \"d\": %s}".formatted(time, duration));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format: iso8601 | \"2026-01-01T00:00:00\" | a time with a zone; events.time.zone gives one",
        "format: iso8601 | 1767225600 | ISO-8601 text, or a number with events.time.format: unix",
        "format: iso8601 | \"2026-13-01T00:00:00Z\" | '2026-13-01T00:00:00Z' is not accepted as a time",
        "format: unix    | \"soon\" | a number of seconds since 1970, as events.time.format: unix says",
        "format: unix    | 1e999999999 | a number of seconds since 1970",
        "format: unix_ms | 99999999999999999 | t: '99999999999999999' is not accepted as a time",
        "format: unix    | {} | t: 'null' is not accepted as a time; it must be a text or a number",
        "format: unix    | null | t: is missing, and is the event's time"
      })
  void whatIsNoTimeIsInvalid(String rule, String value, String message) {
    assertThatThrownBy(
            () ->
                extract(
                    "key: id, time: {from: t, %s}".formatted(rule),
                    "- {name: f, from: v}",
                    "{\"v\": 1, \"id\": \"a\", \"t\": %s}".formatted(value)))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id                                  | k1",
        "n                                   | 7",
        "[none, id]                          | k1",
        "{join: [id, n]}                     | k1/7",
        "{join: [id, n], with: ' '}          | k1 7",
        "{join: [id, none]}                  | null",
        "none                                | null",
        "{from: id, regex: 'k(.)'}           | 1",
        "{from: id, regex: '^.'}             | k",
        "{from: id, regex: '^x'}             | null",
        "\"@key\"                              | the key",
        "\"@topic\"                            | t",
        "\"@headers.site\"                     | north",
        "\\@type                             | own"
      })
  void readsKeys(String key, String expected) throws Exception {
    RecordMapping mapping =
        mapping("key: %s, time: {from: t, format: unix}".formatted(key), "- {name: f, from: v}");
    TopicRecord record =
        new TopicRecord(
            "t",
            new SourcePosition(0, 0),
            0,
            Topic.bytes("the key"),
            Topic.bytes("{\"v\": 1, \"id\": \"k1\", \"n\": 7, \"t\": 1, \"@type\": \"own\"}"),
            Map.of("site", Topic.bytes("north")));
    assertThat(mapping.extract(record).stream().map(Observation::key).toList())
        .isEqualTo(expected.equals("null") ? List.of() : List.of(expected));
  }

  @Test
  void withoutATimeOfItsOwnAnEventHasThatOfItsRecord() throws Exception {
    RecordMapping mapping = mapping("key: id", "- {name: f, from: v}");
    TopicRecord record =
        new TopicRecord(
            "t",
            new SourcePosition(0, 0),
            1_767_225_600_001L,
            null,
            Topic.bytes("{\"v\": 1, \"id\": \"a\"}"),
            Map.of());
    assertThat(mapping.extract(record).get(0).eventTimeMicros()).isEqualTo(1_767_225_600_001_000L);
  }

  @Test
  void outerValuesAreInReachOfEachElementWhereverTheyStand() throws Exception {
    String events =
        "each: [{a: 'as[*]'}, {b: ['a.bs[*]', 'a.cs[*]']}], key: {join: [id, a.n, b.n]},"
            + " time: {from: t, format: unix}";
    String record =
        "{\"as\": [{\"bs\": [{\"n\": 1, \"v\": 11}, {\"n\": 2, \"v\": 12}], \"n\": \"x\"},"
            + " {\"cs\": [{\"n\": 3, \"v\": 13}], \"n\": \"y\"}, {\"bs\": []}], \"id\": \"i\", \"t\": 1}";
    assertThat(
            extract(events, "- {name: f, from: b.v}", record).stream()
                .map(found -> found.key() + "=" + found.values()[0]))
        .containsExactly("i/x/1=11.0", "i/x/2=12.0", "i/y/3=13.0");
  }

  @Test
  void listsBesideEachOtherMultiply() throws Exception {
    String events = "each: [{a: 'as[*]'}, {b: 'bs[*]'}], key: a, time: {from: b, format: unix}";
    assertThat(extract(events, "- {name: f, from: b}", "{\"bs\": [1, 2], \"as\": [\"x\", \"y\"]}"))
        .extracting(found -> found.key() + found.values()[0])
        .containsExactly("x1.0", "x2.0", "y1.0", "y2.0");
  }

  @Test
  void aRecordMayBeAList() throws Exception {
    assertThat(
            extract(
                "each: [{e: '[*]'}], key: e.id, time: {from: e.t, format: unix}",
                "- {name: f, from: e.v}",
                "[{\"id\": \"a\", \"t\": 1, \"v\": 1}, {\"id\": \"b\", \"t\": 1, \"v\": 2}]"))
        .extracting(Observation::key)
        .containsExactly("a", "b");
  }

  @Test
  void recordsOfOneMetricEachAreNamedOnce() throws Exception {
    String features = "- {name: cpu}\n  - {name: memory, from: [mem, memory]}";
    String events = EVENTS + ", metric: {name: m, value: v}";
    assertThat(
            extract(events, features, "{\"id\": \"a\", \"t\": 1, \"m\": \"mem\", \"v\": 3}")
                .get(0)
                .values())
        .containsExactly(Double.NaN, 3);
    assertThat(extract(events, features, "{\"id\": \"a\", \"t\": 1, \"m\": \"disk\", \"v\": 3}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"id\": ",
        "[1, 2",
        "17",
        "{} {}",
        "{} x",
        "{\"id\": \"\\u12\"}",
        "{'id': 1}",
        "\u0000\u0001\u0002"
      })
  void whatIsNoJsonObjectIsUndecodable(String record) {
    assertThatThrownBy(() -> extract(EVENTS, "- {name: f, from: v}", record))
        .isInstanceOf(WireException.class);
  }

  @Test
  void hostileJsonIsRefusedAndCostsLittle() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> extract(EVENTS, "- {name: f, from: v}", "{\"x\": " + deep))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("nesting depth");
    String many = "{\"m\": [" + "{},".repeat(200_000) + "{}]}";
    assertThatThrownBy(
            () -> extract("each: [{m: 'm[*]'}], key: m.id", "- {name: f, from: m.v}", many))
        .isInstanceOf(WireException.class)
        .hasMessage("a list has more than 100000 elements");
    String square =
        IntStream.range(0, 3_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    assertThatThrownBy(
            () ->
                extract(
                    "each: [{a: 'a[*]'}, {b: 'b[*]'}], key: '@topic'",
                    "- {name: f, from: a}",
                    "{\"a\": [%1$s], \"b\": [%1$s]}".formatted(square)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("makes more than");
    String digits = "9".repeat(100_000);
    assertThatThrownBy(
            () -> extract(EVENTS, "- {name: f, from: v}", "{\"v\": " + digits + ", \"id\": 1}"))
        .isInstanceOf(WireException.class);
  }

  @Test
  void whatOneRecordLeavesIsNotInTheNext() throws Exception {
    RecordMapping mapping =
        mapping(EVENTS, "- {name: f, from: v}\n  - {name: g, from: 'l[k=1].v'}");
    String whole = "{\"v\": 1, \"l\": [{\"k\": 1, \"v\": 2}], \"id\": \"a\", \"t\": 1}";
    assertThat(mapping.extract(Topic.record(whole)).get(0).values()).containsExactly(1, 2);
    assertThatThrownBy(() -> mapping.extract(Topic.record("{\"v\": 1, \"id\": \"b\"")));
    assertThat(mapping.extract(Topic.record("{\"id\": \"a\", \"t\": 1}"))).isEmpty();
    assertThat(mapping.extract(Topic.record("{\"v\": 3, \"id\": \"a\", \"t\": 1}")).get(0).values())
        .containsExactly(3, Double.NaN);
  }

  @Test
  void tagsAreWhatTheRecordSaysOfItsKey() throws Exception {
    String events =
        EVENTS
            + ", each: [{d: 'ds[*]'}], tags: {site: tags.dc, unit: [d.unit, unit], topic: '@topic',"
            + " deep: tags, none: x}";
    List<Observation> found =
        extract(
            events,
            "- {name: f, from: d.v}",
            "{\"ds\": [{\"v\": 1, \"unit\": 7.50}, {\"v\": 2}], \"id\": \"a\", \"t\": 1,"
                + " \"unit\": true, \"tags\": {\"dc\": \"%s\"}}".formatted("x".repeat(300)));
    String cut = "x".repeat(Tags.MAX_LENGTH);
    assertThat(found)
        .extracting(Observation::tags)
        .containsExactly(
            Map.of("site", cut, "unit", "7.50", "topic", "t"),
            Map.of("site", cut, "unit", "true", "topic", "t"));
  }

  @Test
  void whatADefinitionMakesOfEachRecordIsBounded() {
    String feature = "- {name: f, from: v}";
    String time = ", time: {from: t, format: unix}";
    assertThatThrownBy(
            () -> mapping("key: {from: k, regex: '(?:(?:.?){60}){60}z'}" + time, feature))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("events.key.regex")
        .hasMessageContaining("a regular expression with fewer repetitions");
    assertThatThrownBy(
            () ->
                mapping(
                    "key: k, time: {from: t, format: '%syyyy-MM-dd HH:mm%s'}"
                        .formatted("[".repeat(60), "]".repeat(60)),
                    feature))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("events.time.format: its length: 136 is not accepted");
    assertThatThrownBy(() -> mapping("key: 'k[1000]'" + time, feature))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("[0] to [999]");
    String many =
        IntStream.range(0, 1_001).mapToObj(i -> "p" + i).collect(Collectors.joining(", "));
    assertThatThrownBy(() -> mapping("key: [" + many + "]" + time, feature))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("one of at most 1000 paths");
  }

  @Test
  void aSchemaWhoseTypesDoubleIsRefused() {
    StringBuilder type = new StringBuilder("{type: record, name: R0, fields: []}");
    for (int i = 1; i <= 30; i++) {
      type.insert(0, "{type: record, name: R" + i + ", fields: [{name: a, type: ");
      type.append("}, {name: b, type: R").append(i - 1).append("}]}");
    }
    String schema = type.toString().replaceAll("([a-zA-Z]\\w*)", "\"$1\"");
    String events = "format: avro, schema: '%s', key: a, time: {from: b}".formatted(schema);

    assertThatThrownBy(() -> mapping(events, "- {name: f, from: a}"))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("a schema whose types use each other less often");
  }

  @Test
  void listsBesideEachOtherMakeNoMoreEventsThanOneListMay() throws Exception {
    String events = "key: id, time: {from: t, format: unix}, each: [{a: 'x[*]'}, {b: 'y[*]'}]";
    String features = "- {name: f, from: a}\n  - {name: g, from: b}";
    String record = "{\"id\": \"k\", \"t\": 1, \"x\": [%s], \"y\": [%s]}";
    String some = "0" + ", 0".repeat(299);
    String more = "0" + ", 0".repeat(399);

    assertThat(extract(events, features, record.formatted(some, some))).hasSize(90_000);
    assertThatThrownBy(() -> extract(events, features, record.formatted(more, more)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("makes more than 100000 events");
  }

  @Test
  void theNameOfAllKeysIsNoKey() {
    assertThatThrownBy(
            () -> extract(EVENTS, "- {name: f, from: v}", "{\"id\": \"*\", \"t\": 1, \"v\": 1}"))
        .isInstanceOf(InvalidEventException.class)
        .hasMessageContaining("key: * is not accepted");
  }

  @Test
  void aDateOfZerosIsNoTime() throws Exception {
    String events =
        "format: json, key: id, time: {from: [timestamp_end, timestamp_start], zone: UTC}";
    String start = "\"id\": \"a\", \"v\": 1, \"timestamp_start\": \"2026-05-26 09:50:32.500000\"";
    String zeros = "\"timestamp_end\": \"0000-00-00 00:00:00.000000\"";
    assertThat(extract(events, "- {name: f, from: v}", "{" + start + ", " + zeros + "}"))
        .extracting(Observation::eventTimeMicros)
        .containsExactly(1_779_789_032_500_000L);
    assertThatThrownBy(
            () ->
                extract(events, "- {name: f, from: v}", "{\"id\": \"a\", \"v\": 1, " + zeros + "}"))
        .hasMessageContaining("timestamp_end: is missing, and is the event's time");
  }

  @Test
  void pathsThatNeverMatchAreNamedWithThoseThatAreThere() throws Exception {
    RecordMapping mapping = mapping(EVENTS, "- {name: f, from: v}\n  - {name: g, from: [w.x, y]}");
    for (int i = 0; i < PathsSeen.RECORDS; i++) {
      mapping.extract(
          Topic.record("{\"v\": 1, \"id\": \"a\", \"t\": 1, \"w\": {\"X.y\": 1, \"l\": [1]}}"));
    }
    assertThat(mapping.seen().isComplete()).isTrue();
    assertThat(mapping.seen().unseen()).containsExactly("w.x or y");
    assertThat(mapping.seen().present()).containsExactly("id", "t", "v", "w.X\\.y", "w.l[*]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key: id                             | - {name: f, from: 'v[*]'}  | features.f.from: v[*] is not accepted; it must be the path of one value; events.each makes an event of each element",
        "key: id                             | - {name: f, from: 'v['}    | features.f.from: 'v[' is not accepted; it must be a path: it needs a ']' for each '['",
        "key: id                             | - {name: f, from: a..b}    | features.f.from: 'a..b' is not accepted; it must be a path: it needs a name in each step",
        "key: '@offset'                      | - {name: f, from: v}       | events.key: @offset is not accepted; it must be one of @key, @topic, @timestamp, @value, @headers.NAME; a field of that name is \\@offset",
        "'key: {from: id, regex: ''(''}'     | - {name: f, from: v}       | events.key.regex: '(' is not accepted",
        "'key: id, each: [{m: ms}]'          | - {name: f, from: v}       | events.each.m: ms is not accepted; it must be the path of a list, ending in [*]",
        "'key: id, each: [{m: ''ms[*]''}]'   | - {name: f, from: 'ms[0].v'} | a path through a list that no other path reads in another way",
        "'key: id, time: {from: t, format: hours}' | - {name: f, from: v} | events.time.format: 'hours' is not accepted; it must be iso8601, unix",
        "'key: id, time: {from: t, zone: Berlin}' | - {name: f, from: v}  | events.time.zone: 'Berlin' is not accepted",
        "'key: id, where: {a: {min: 3, max: 2}}' | - {name: f, from: v}   | max: 2.0 is not accepted",
        "'key: id, tags: {a: ''v[*]''}'      | - {name: f, from: v}       | events.tags.a: v[*] is not accepted; it must be the path of one value",
        "'key: id, tags: {2a: v}'            | - {name: f, from: v}       | events.tags: '2a' is not accepted; it must be up to 50 letters, digits and '_', no digit first",
        "'key: id, tags: {a: v, b: v, c: v, d: v, e: v, f: v, g: v, h: v, i: v, j: v, k: v}' | - {name: f, from: v} | events.tags: how many: 11 is not accepted",
        "key: id                             | - {name: f}                | features.f.from: is missing; only aggregate: count goes without",
        "key: id                             | - {name: f, from: v, scale: 0} | features.scale: 0.0 is not accepted",
        "'key: id, format: xml'              | - {name: f, from: v}       | events.format: xml is not accepted; it must be one of"
      })
  void namesWhatIsWrongInADefinition(String events, String features, String message) {
    assertThatThrownBy(() -> mapping(events, features))
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining(message);
  }

  private static List<Observation> extract(String events, String features, String record)
      throws WireException, InvalidEventException {
    return mapping(events, features).extract(Topic.record(record));
  }

  private static RecordMapping mapping(String events, String features) {
    return RecordMapping.of(
        DefinitionReader.parse(
            """
            name: d
            events: {topic: t, %s}
            features:
              %s
            window: {tick: 1s}
            model: {path: m.onnx}
            """
                .formatted(events, features),
            Path.of(".")),
        JobFormats.of(WireFormat.JSON));
  }
}
