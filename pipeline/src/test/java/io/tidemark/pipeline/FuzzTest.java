package io.tidemark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.Definitions;
import io.tidemark.detector.Mutations;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.HostileModels;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ResidentMemory;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.PipelineConfigReader;
import io.tidemark.pipeline.config.StartFrom;
import io.tidemark.pipeline.control.AdmitFunction;
import io.tidemark.pipeline.control.AdmitOperator;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelStore;
import io.tidemark.pipeline.source.DecodeOperator;
import io.tidemark.pipeline.source.RawRecord;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.NetworkEvent;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.kafka.BoundedBytes;
import io.tidemark.schemas.kafka.PollBudget;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.WireException;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.SimpleRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes from outside may be anything: it is used or refused, and nothing else happens. {@code
 * -Dtidemark.fuzz=N} tries N inputs of each kind; {@code -Dtidemark.fuzz.seed=S} tries others.
 */
@Tag("slow")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FuzzTest {
  private static final int INPUTS = Integer.getInteger("tidemark.fuzz", 2_000);
  private static final long SEED = Long.getLong("tidemark.fuzz.seed", 1);

  @TempDir Path folder;
  private final long started = System.nanoTime();

  /** What a target took, for docs/reliability.md. */
  @AfterEach
  void tell(TestInfo target) {
    Runtime jvm = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "fuzz %s %s: %,d inputs, %.1f s, heap in use %d of %d MiB, of the process %d MiB%n",
        target.getTestMethod().orElseThrow().getName(),
        target.getDisplayName(),
        INPUTS,
        (System.nanoTime() - started) / 1e9,
        (jvm.totalMemory() - jvm.freeMemory()) >> 20,
        jvm.maxMemory() >> 20,
        ResidentMemory.bytes() >> 20);
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void decodersUseOrRefuseSensorEvents(WireFormat format) {
    SensorEvent event =
        new SensorEvent("pump-1", Instant.EPOCH, Map.of("a", 1.5), Map.of("site", "x"));
    decode(format, SensorEvent.class, event);
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void decodersUseOrRefuseNetworkEvents(WireFormat format) {
    NetworkEvent event =
        NetworkEvent.newBuilder()
            .setObserver("switch")
            .setEventTime(Instant.EPOCH)
            .setForwardBytes(12L)
            .setProtocol("tcp")
            .build();
    decode(format, NetworkEvent.class, event);
  }

  private <T extends SpecificRecord> void decode(WireFormat format, Class<T> type, T event) {
    byte[] good = format.encoder(type).encode(event);
    Mutations inputs = new Mutations(List.of(good), List.of(good, new byte[] {-1, -1, 127}), SEED);
    EventDecoder<T> decoder = format.decoder(type);
    int used = 0;
    for (int i = 0; i < INPUTS; i++) {
      try {
        used += decoder.decode(inputs.next()) == null ? 0 : 1;
      } catch (WireException refused) {
        // as it should be
      }
    }
    assertThat(used).isLessThan(INPUTS);
    assertThat(decoded(decoder, good)).isEqualTo(event);
  }

  private static <T extends SpecificRecord> T decoded(EventDecoder<T> decoder, byte[] good) {
    try {
      return decoder.decode(good);
    } catch (WireException spoilt) {
      throw new AssertionError("an input before left its trace", spoilt);
    }
  }

  @ParameterizedTest
  @EnumSource(WireFormat.class)
  void whatIsOnAnEventTopicIsUsedOrADeadLetter(WireFormat format) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    byte[] good =
        format
            .encoder(SensorEvent.class)
            .encode(new SensorEvent("pump-1", now, Map.of("Current", 1.5), Map.of("site", "x")));
    Mutations inputs = new Mutations(List.of(good), List.of(good, new byte[] {-1, -1, 127}), SEED);
    Events events =
        new Events(
            format, Duration.ofMinutes(1), Duration.ofSeconds(10), StartFrom.EARLIEST, false);
    Detectors detectors = Detectors.parse(folder, PumpDetectors.PUMP);
    try (var harness =
        new OneInputStreamOperatorTestHarness<RawRecord, Observation>(
            new DecodeOperator(detectors, events, false))) {
      harness.setup(Types.OBSERVATION.createSerializer(new SerializerConfigImpl()));
      harness.open();
      int letters = 0;
      for (int i = 0; i < INPUTS; i++) {
        byte[] input = inputs.next();
        harness.processElement(new StreamRecord<>(record(i, input), now.toEpochMilli()));
        int rejected = sizeOf(harness.getSideOutput(DecodeOperator.DEAD_LETTERS));
        long used =
            harness.extractOutputValues().stream()
                .filter(observation -> observation.refusal() == null)
                .count();
        assertThat(used + rejected).as("input " + i).isBetween(0L, 1L);
        letters += rejected;
        harness.getOutput().clear();
        clear(harness.getSideOutput(DecodeOperator.DEAD_LETTERS));
      }
      assertThat(letters).isBetween(1, INPUTS - 1);
      harness.processElement(new StreamRecord<>(record(INPUTS, good), now.toEpochMilli()));
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  private static RawRecord record(long offset, byte[] value) {
    return new RawRecord("sensor-events", 0, offset, 0, null, value);
  }

  private static int sizeOf(@Nullable Collection<?> output) {
    return output == null ? 0 : output.size();
  }

  private static void clear(@Nullable Collection<?> output) {
    if (output != null) {
      output.clear();
    }
  }

  @Test
  void definitionsAndConfigurationsAreReadOrRefused() {
    String config =
        """
        jobName: j
        kafka: {bootstrapServers: "a:1", properties: {x: y}}
        detectors: [pump.yaml]
        events: {format: json, maxLead: 1m}
        checkpoints: {interval: 1s, dir: c}
        control: {store: s}
        parallelism: 2
        """;
    Mutations inputs =
        new Mutations(
            List.of(bytes(Definitions.PUMP), bytes(config)),
            Stream.of("{", "]", ": ", "- ", "&a ", "*a", "!!x", "1e999", "-1", "null", "\n  ", "'")
                .map(FuzzTest::bytes)
                .toList(),
            SEED);
    int read = 0;
    for (int i = 0; i < INPUTS; i++) {
      String text = new String(inputs.next(), StandardCharsets.UTF_8);
      read += reads(() -> DefinitionReader.parse(text, Path.of("models")));
      read += reads(() -> PipelineConfigReader.parse(text, Path.of("models")));
    }
    assertThat(read).isBetween(1, 2 * INPUTS - 1);
  }

  private static int reads(Runnable reader) {
    try {
      reader.run();
      return 1;
    } catch (DefinitionException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return 0;
    }
  }

  @Test
  void modelsAreAdmittedOrRefused() {
    DetectorDefinition pump = Definitions.pump();
    byte[] good = TinyModel.of(pump).bytes();
    Mutations inputs =
        new Mutations(List.of(good), List.of(bytes("window"), bytes("/etc/passwd")), SEED);
    int admitted = 0;
    for (int i = 0; i < INPUTS; i++) {
      try (OnnxModel model = OnnxModel.open("fuzz", inputs.next(), ProviderPreference.CPU)) {
        ModelAdmission.admit(pump, model);
        admitted++;
      } catch (ModelException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(admitted).isLessThan(INPUTS);
  }

  @Test
  void whatIsOnTheControlTopicIsObeyedOrRefused() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    Path store = Files.createDirectory(folder.resolve("store"));
    byte[] model = TinyModel.of(detectors.definitions().iterator().next()).bytes();
    Files.write(store.resolve("a.onnx"), model);
    var harness =
        new OneInputStreamOperatorTestHarness<byte[], ModelChange>(
            new AdmitOperator(
                new AdmitFunction(
                    detectors,
                    new ModelStore(store.toString()),
                    WireFormat.JSON,
                    JobFormats.of(WireFormat.AVRO),
                    64)));
    harness.open();
    Mutations inputs = new Mutations(commands(), List.of(bytes("../"), bytes("\\u0000")), SEED);
    int answers = 0;
    for (int i = 0; i < INPUTS; i++) {
      harness.processElement(new StreamRecord<>(inputs.next()));
      answers += harness.getSideOutput(AdmitFunction.ANSWERS).size();
      harness.getSideOutput(AdmitFunction.ANSWERS).clear();
      harness.prepareSnapshotPreBarrier(i);
      harness.getOutput().clear();
    }
    harness.close();
    assertThat(answers).as("each is answered once").isEqualTo(INPUTS);
  }

  /** Whatever a text holds and however long it is: one answer, within what a broker takes. */
  @Test
  void commandsWithLongTextsAreAnsweredInShort() throws Exception {
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    Path store = Files.createDirectory(folder.resolve("store"));
    var harness =
        new OneInputStreamOperatorTestHarness<byte[], ModelChange>(
            new AdmitOperator(
                new AdmitFunction(
                    detectors,
                    new ModelStore(store.toString()),
                    WireFormat.AVRO,
                    JobFormats.of(WireFormat.AVRO),
                    64)));
    harness.open();
    RandomTexts texts = new RandomTexts(SEED);
    EventEncoder<ModelCommand> commands = WireFormat.AVRO.encoder(ModelCommand.class);
    EventEncoder<ControlEvent> answers = WireFormat.JSON.encoder(ControlEvent.class);
    for (int i = 0; i < INPUTS; i++) {
      ModelAction action = ModelAction.values()[i % ModelAction.values().length];
      ModelCommand command =
          new ModelCommand(
              texts.next(),
              Instant.EPOCH,
              action,
              i % 3 == 0 ? "pump" : texts.next(),
              texts.next(),
              texts.next(),
              i % 5 == 0 ? PumpDetectors.PUMP.replace("sensor-events", texts.next()) : texts.next(),
              texts.next());
      harness.processElement(new StreamRecord<>(commands.encode(command)));
      for (StreamRecord<ControlEvent> answer : harness.getSideOutput(AdmitFunction.ANSWERS)) {
        assertThat(answers.encode(answer.getValue())).hasSizeLessThan(20_000);
        String reason = answer.getValue().getReason();
        if (reason != null) {
          assertThat(PrintableText.of(reason)).isEqualTo(reason);
        }
      }
      harness.getSideOutput(AdmitFunction.ANSWERS).clear();
      harness.prepareSnapshotPreBarrier(i);
      harness.getOutput().clear();
    }
    harness.snapshot(INPUTS, 0);
    harness.close();
  }

  /** Control flow, nested, in functions and under foreign names; sizes of any magnitude. */
  @Test
  void modelsThatComputeWithoutEndAreRefused() {
    DetectorDefinition pump = Definitions.pump();
    Random random = new Random(SEED);
    int admitted = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] file = HostileModels.any(pump, random);
      try (OnnxModel model = OnnxModel.open("fuzz", file, ProviderPreference.CPU)) {
        ModelAdmission.admit(pump, model);
        admitted++;
      } catch (ModelException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
    assertThat(admitted).as("small sizes are accepted").isBetween(1, INPUTS - 1);
  }

  /** On their way to a terminal, into a log line or a dead letter. */
  @Test
  void textsOfEveryCategoryBecomeOnePrintableLine() throws Exception {
    RandomTexts texts = new RandomTexts(SEED);
    ObjectMapper json = new ObjectMapper();
    for (int i = 0; i < INPUTS; i++) {
      String text = texts.next();
      for (String printed :
          List.of(
              PrintableText.of(text),
              PrintableText.of(text, 100),
              PrintableText.oneLine(text),
              String.valueOf(new ModelException(text).getMessage()),
              String.valueOf(new DefinitionException(text).getMessage()),
              String.valueOf(new WireException(text).getMessage()))) {
        assertThat(printed.codePoints().noneMatch(RandomTexts::movesACursor)).isTrue();
      }
      String escaped = PrintableText.json(json.writeValueAsString(text));
      assertThat(escaped.codePoints().noneMatch(RandomTexts::movesACursor)).isTrue();
      assertThat(json.readValue(escaped, String.class)).isEqualTo(text);
    }
  }

  @Test
  void batchesThatDecompressComeOutPollByPoll() {
    Random random = new Random(SEED);
    PollBudget budget = new PollBudget();
    BoundedBytes values = new BoundedBytes();
    Map<String, Object> settings = new HashMap<>();
    BoundedBytes.settings(new Properties(), budget)
        .forEach((name, value) -> settings.put((String) name, value));
    values.configure(settings, false);
    List<Compression> kinds =
        List.of(
            Compression.zstd().build(),
            Compression.gzip().build(),
            Compression.lz4().build(),
            Compression.snappy().build());
    for (int i = 0; i < Math.max(20, INPUTS / 20); i++) {
      SimpleRecord[] sent = new SimpleRecord[1 + random.nextInt(20)];
      for (int j = 0; j < sent.length; j++) {
        byte[] value = new byte[random.nextInt(1 << random.nextInt(24))];
        random.nextBytes(value.length < 1_000 ? value : new byte[0]);
        sent[j] = new SimpleRecord(value);
      }
      MemoryRecords batch =
          MemoryRecords.withRecords(kinds.get(random.nextInt(kinds.size())), sent);
      budget.renew();
      long inPoll = 0;
      int read = 0;
      for (Record record : batch.records()) {
        byte @Nullable [] value;
        try {
          value = values.deserialize("t", new RecordHeaders(), record.value());
        } catch (SerializationException full) {
          budget.renew();
          inPoll = 0;
          value = values.deserialize("t", new RecordHeaders(), record.value());
        }
        inPoll += Objects.requireNonNull(value).length;
        assertThat(inPoll).isLessThanOrEqualTo(PollBudget.MOST);
        assertThat(value)
            .hasSize(Math.min(sent[read].value().remaining(), BoundedBytes.MOST_VALUE));
        read++;
      }
      assertThat(read).isEqualTo(sent.length);
    }
  }

  private static List<byte[]> commands() {
    String yaml = PumpDetectors.PUMP.replace("pump.onnx", "a.onnx");
    List<byte[]> commands = new ArrayList<>();
    for (ModelAction action : ModelAction.values()) {
      for (String detector : List.of("pump", "other")) {
        String definition = yaml.replace("name: pump", "name: " + detector);
        commands.add(
            WireFormat.JSON
                .encoder(ModelCommand.class)
                .encode(
                    new ModelCommand(
                        "c", Instant.EPOCH, action, detector, "00", "a.onnx", definition, null)));
      }
    }
    return commands;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
