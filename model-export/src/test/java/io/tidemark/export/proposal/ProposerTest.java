package io.tidemark.export.proposal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.detector.definition.Aggregate;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.Feature;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.detector.tick.SourcePosition;
import io.tidemark.schemas.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Shapes of records that no preset knows. */
class ProposerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Random random = new Random(5);
  private final List<TopicRecord> records = new ArrayList<>();

  @Test
  void readsAFlatRecord() {
    for (int tick = 0; tick < 200; tick++) {
      for (int pump = 0; pump < 4; pump++) {
        add(
            "pump-" + pump,
            at(tick),
            """
            {"device": "pump-%d", "at": "%s", "current": %s, "pressure": "%s", "hall": "%s",\
             "serial": 77, "uptime_s": %d, "on": %s}\
            """,
            pump,
            at(tick),
            about(5 + pump),
            about(2),
            pump < 2 ? "north" : "south",
            1000 + 10 * tick,
            random.nextInt(5) > 0);
      }
    }

    Proposal proposal = only(propose());

    DetectorDefinition definition = proposal.definition();
    assertThat(definition.events().key().shown()).isEqualTo("device");
    assertThat(definition.events().time().from()).containsExactly("at");
    assertThat(definition.events().tags()).containsOnlyKeys("hall");
    assertThat(definition.featureNames()).containsExactlyInAnyOrder("current", "pressure", "on");
    assertThat(definition.window().tick()).isEqualTo(Duration.ofSeconds(10));
    assertThat(proposal.leftOut())
        .contains(
            new LeftOut("serial", "always 77"),
            new LeftOut("uptime_s", "counts steadily, as a clock or a sequence number does"),
            new LeftOut("hall", "constant for each key"));
    assertThat(proposal.observations()).hasSize(800);
    assertThat(proposal.doubts()).isEmpty();
  }

  @Test
  void takesWhatOnlyRisesForACounter() {
    long[] sent = new long[3];
    for (int tick = 0; tick < 200; tick++) {
      for (int host = 0; host < 3; host++) {
        sent[host] = tick == 90 ? 0 : sent[host] + 1000 + random.nextInt(500); // one restart
        add(
            null,
            at(tick),
            "{\"host\": \"h%d\", \"ts\": %d, \"tx_bytes\": %d, \"tx_errors\": 0}",
            host,
            at(tick).toEpochMilli(),
            sent[host]);
      }
    }

    DetectorDefinition definition = only(propose()).definition();

    Feature counter = feature(definition, "tx_bytes");
    assertThat(counter.aggregate()).isEqualTo(Aggregate.RATE);
    assertThat(counter.unit()).isEqualTo("B/s");
    assertThat(feature(definition, "tx_errors").still()).isTrue();
  }

  @Test
  void tellsTheMetricsOfANameValueTopicApart() {
    for (int tick = 0; tick < 200; tick++) {
      for (int room = 0; room < 3; room++) {
        for (String metric : List.of("temperature", "humidity")) {
          add(
              null,
              at(tick),
              "{\"id\": \"room-%d\", \"metric\": \"%s\", \"v\": %s, \"t\": %d}",
              room,
              metric,
              about(metric.equals("humidity") ? 60 : 20),
              at(tick).toEpochMilli());
        }
      }
    }

    DetectorDefinition definition = only(propose()).definition();

    assertThat(definition.events().key().shown()).isEqualTo("id");
    assertThat(definition.featureNames()).containsExactlyInAnyOrder("temperature", "humidity");
    assertThat(feature(definition, "humidity").unit()).isEqualTo("%");
  }

  @Test
  void makesAnEventOfEachDeviceInAList() {
    for (int tick = 0; tick < 200; tick++) {
      add(
          null,
          at(tick),
          """
          {"gateway": "g1", "time": %d, "devices": [{"id": "a", "temp": %s}, {"id": "b",\
           "temp": %s}]}\
          """,
          at(tick).toEpochMilli(),
          about(20),
          about(30));
    }

    Proposal proposal = only(propose());

    assertThat(proposal.definition().events().key().shown()).isEqualTo("element.id");
    assertThat(proposal.definition().featureNames()).containsExactly("temp");
    assertThat(proposal.observations()).extracting(seen -> seen.key()).contains("a", "b");
  }

  @Test
  void readsLinesOfCsv() {
    for (int tick = 0; tick < 200; tick++) {
      for (int pump = 0; pump < 2; pump++) {
        add(null, at(tick), "%d;pump-%d;%s", at(tick).getEpochSecond(), pump, about(20));
      }
    }

    DetectorDefinition definition = only(propose()).definition();

    assertThat(definition.events().key().shown()).isEqualTo("[1]");
    assertThat(definition.events().time().from()).containsExactly("[0]");
    assertThat(definition.features()).hasSize(1);
  }

  @Test
  void findsTheZoneOfTimesThatNameNone() {
    for (int tick = 0; tick < 200; tick++) {
      add(
          null,
          at(tick),
          "{\"device\": \"a\", \"time\": \"%s\", \"x\": %s}",
          at(tick).plusSeconds(7200).toString().replace("Z", ""),
          about(1));
    }

    Proposal proposal = only(propose());

    assertThat(proposal.definition().events().time().zone()).hasToString("+02:00");
    assertThat(proposal.doubts()).anyMatch(doubt -> doubt.contains("+02:00"));
    assertThat(proposal.observations().get(0).eventTimeMillis()).isEqualTo(START.toEpochMilli());
  }

  @Test
  void keepsTheOrderOfTheRecordsFields() {
    for (int tick = 0; tick < 200; tick++) {
      String sometimes = tick % 4 == 1 ? "\"b\": %s, ".formatted(about(3)) : "";
      add(
          null,
          at(tick),
          "{\"c\": %s, %s\"device\": \"d\", \"time\": %d, \"a\": %s}",
          about(1),
          sometimes,
          at(tick).toEpochMilli(),
          about(2));
    }

    assertThat(only(propose()).definition().featureNames()).containsExactly("c", "b", "a");
  }

  @Test
  void cutsShortWindowsFromAShortHistory() {
    List<Integer> lengths = new ArrayList<>();
    int written = 0;
    for (int ticks : new int[] {100, 600, 1_100, 3_000}) {
      for (; written < ticks; written++) {
        add(
            null,
            at(written),
            "{\"device\": \"d\", \"time\": %d, \"x\": %s}",
            at(written).toEpochMilli(),
            about(1));
      }
      lengths.add(only(propose()).definition().window().length());
    }

    assertThat(lengths).containsExactly(5, 15, 30, 30);
  }

  @Test
  void writesADefinitionThatAHostileNameCannotBreak() {
    for (int tick = 0; tick < 100; tick++) {
      add(
          null,
          at(tick),
          "{\"device\": \"a\", \"time\": %d, \"x: {y}\\n# '\\u0007]\": %s, \"it's\": %s}",
          at(tick).toEpochMilli(),
          about(1),
          about(2));
    }

    Proposal proposal = only(propose());

    assertThat(proposal.definition().features()).hasSize(2);
    assertThat(proposal.observations()).hasSize(100);
  }

  @Test
  void asksForKeyAndTime() {
    for (int tick = 0; tick < 100; tick++) {
      for (int device = 0; device < 2; device++) {
        add(
            null,
            at(tick),
            "{\"device\": \"d%d\", \"line\": \"l%d\", \"time\": %d, \"x\": %s}",
            device,
            device,
            at(tick).toEpochMilli(),
            about(1));
      }
    }
    List<String> asked = new ArrayList<>();

    Proposal proposal =
        only(
            propose(
                (question, options) -> {
                  asked.add(question);
                  return options.contains("line") ? "line" : options.get(0);
                }));

    assertThat(asked).hasSize(2);
    assertThat(proposal.definition().events().key().shown()).isEqualTo("line");
  }

  @Test
  void saysWhyItProposesNothing() {
    assertThatThrownBy(this::propose)
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("holds no record with a value");
    for (int i = 0; i < 50; i++) {
      add(null, at(i), "{\"name\": \"%d\"}", i);
    }
    assertThatThrownBy(this::propose)
        .isInstanceOf(DefinitionException.class)
        .hasMessageContaining("no field of the records varies");
  }

  private List<Proposal> propose() {
    return propose(Questions.NONE);
  }

  private List<Proposal> propose(Questions questions) {
    return new Proposer(List.of("t"), JobFormats.of(WireFormat.JSON), questions).propose(records);
  }

  private static Proposal only(List<Proposal> proposals) {
    assertThat(proposals).hasSize(1);
    return proposals.get(0);
  }

  private static Feature feature(DetectorDefinition definition, String name) {
    return definition.features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void add(@Nullable String key, Instant at, String format, Object... values) {
    String text = String.format(Locale.ROOT, format, values);
    records.add(
        new TopicRecord(
            "t",
            new SourcePosition(0, records.size()),
            at.toEpochMilli(),
            key == null ? null : key.getBytes(UTF_8),
            text.getBytes(UTF_8),
            Map.of()));
  }

  private static Instant at(int tick) {
    return START.plusSeconds(10L * tick);
  }

  private double about(double mean) {
    return Math.round(1000 * (mean + 0.1 * random.nextGaussian())) / 1000.0;
  }
}
