package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.BatchMemory;
import io.tidemark.detector.model.HostileModels;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelKey;
import io.tidemark.detector.model.SigningKey;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.EventEncoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.TimeFormat;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmitFunctionTest {
  private static final int BATCH = 256;

  @TempDir Path folder;
  private Path store;
  private DetectorDefinition pump;
  private OneInputStreamOperatorTestHarness<byte[], ModelChange> harness;

  @BeforeEach
  void start() throws Exception {
    store = Files.createDirectory(folder.resolve("store"));
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    pump = detectors.definitions().iterator().next();
    harness = open(new ModelStore(store.toString()), PumpDetectors.PUMP, null);
  }

  private OneInputStreamOperatorTestHarness<byte[], ModelChange> open(
      ModelStore models, String configuration, @Nullable OperatorSubtaskState saved)
      throws Exception {
    return open(models, configuration, saved, StateLimits.DEFAULT);
  }

  private OneInputStreamOperatorTestHarness<byte[], ModelChange> open(
      ModelStore models,
      String configuration,
      @Nullable OperatorSubtaskState saved,
      StateLimits limits)
      throws Exception {
    Detectors detectors = PumpDetectors.in(folder, configuration);
    var opened =
        new OneInputStreamOperatorTestHarness<byte[], ModelChange>(
            new AdmitOperator(
                new AdmitFunction(
                    detectors,
                    models,
                    WireFormat.AVRO,
                    JobFormats.of(WireFormat.AVRO),
                    BATCH,
                    limits)));
    if (saved != null) {
      opened.initializeState(saved);
    }
    opened.open();
    return opened;
  }

  /** Goes on from a checkpoint of now. */
  private void restart(String configuration) throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState saved = harness.snapshot(1, 1);
    harness.close();
    harness = open(new ModelStore(store.toString()), configuration, saved);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void aModelThatFitsIsOfferedLooksOnServesAndIsRolledBack() throws Exception {
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());

    send("pump", ModelAction.OFFER, digest, "2.onnx");
    send("pump", ModelAction.SHADOW, digest, null);
    send("pump", ModelAction.PROMOTE, digest, null);
    send("pump", ModelAction.ROLL_BACK, null, null);

    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(
            ControlOutcome.OFFERED,
            ControlOutcome.SHADOWING,
            ControlOutcome.PROMOTED,
            ControlOutcome.ROLLED_BACK);
    assertThat(harness.extractOutputValues()).isEmpty();
    harness.prepareSnapshotPreBarrier(7);
    assertThat(harness.extractOutputValues())
        .extracting(ModelChange::checkpoint)
        .containsExactly(7L, 7L, 7L, 7L);
    harness.prepareSnapshotPreBarrier(8);
    assertThat(harness.extractOutputValues()).hasSize(4);
  }

  @Test
  void whatWasOfferedBeforeARestartCanBePromotedAfterIt() throws Exception {
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    restart(PumpDetectors.PUMP);
    send("pump", ModelAction.PROMOTE, digest, null);

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getOutcome)
        .isEqualTo(ControlOutcome.PROMOTED);
  }

  @Test
  void whatFitsNoMoreAfterTheConfigurationHasChangedIsNotPromoted() throws Exception {
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    restart(LONGER);
    send("pump", ModelAction.SHADOW, digest, null);
    send("pump", ModelAction.PROMOTE, digest, null);

    harness.prepareSnapshotPreBarrier(2);
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(answers())
        .hasSize(2)
        .allSatisfy(
            answer ->
                assertThat(answer.getReason())
                    .startsWith("window.length: 5 in the definition does not fit the model"));
  }

  /** As the operator that scores forgets it, and its candidate with it. */
  @Test
  void aPromotedModelThatFitsNoMoreIsForgotten() throws Exception {
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    send("pump", ModelAction.OFFER, digest, "2.onnx");
    send("pump", ModelAction.PROMOTE, digest, null);
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    restart(LONGER);
    send("pump", ModelAction.ROLL_BACK, null, null);
    send("pump", ModelAction.PROMOTE, digest, null);

    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .containsExactly("no other model has served before", "no model was offered");
  }

  @Test
  void aDetectorThatChangesHasNoCandidateAnyMoreNorAfterARestart() throws Exception {
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    send("pump", ModelAction.OFFER, digest, "2.onnx");
    send(ModelAction.CHANGE_DETECTOR, "pump", yaml("pump"));
    send("pump", ModelAction.PROMOTE, digest, null);
    assertThat(answers())
        .last()
        .extracting(ControlEvent::getReason)
        .isEqualTo("no model was offered");

    restart(PumpDetectors.PUMP);
    send("pump", ModelAction.PROMOTE, digest, null);

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getReason)
        .isEqualTo("no model was offered");
  }

  @Test
  void whichDetectorsThereAreOutlastsARestart() throws Exception {
    send(ModelAction.ADD_DETECTOR, "kept", yaml("kept"));
    send(ModelAction.ADD_DETECTOR, "gone", yaml("gone"));
    send(ModelAction.REMOVE_DETECTOR, "gone", null);
    send(ModelAction.REMOVE_DETECTOR, "pump", null);

    restart(PumpDetectors.PUMP);
    send(ModelAction.REMOVE_DETECTOR, "other", null);

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getReason)
        .asString()
        .endsWith("one of the job's [kept]");
  }

  @Test
  void aCommandThatTheConfigurationHasOvertakenStaysSoWhenTheConfigurationGoesBack()
      throws Exception {
    send(ModelAction.REMOVE_DETECTOR, "pump", null);
    restart(PumpDetectors.PUMP.replace("updateEvery: 5s", "updateEvery: 6s"));

    restart(PumpDetectors.PUMP);
    send(ModelAction.REMOVE_DETECTOR, "pump", null);

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getOutcome)
        .isEqualTo(ControlOutcome.DETECTOR_REMOVED);
  }

  @Test
  void aModelWhoseGoldenWindowsDoNotReproduceIsRefusedWithTheReason() throws Exception {
    String digest = put("bad.onnx", TinyModel.of(pump).withGoldenShift(0.1).bytes());

    send("pump", ModelAction.OFFER, digest, "bad.onnx");
    send("pump", ModelAction.PROMOTE, digest, null);

    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .satisfiesExactly(
            golden -> assertThat(golden).startsWith("golden window 0 scores"),
            nothing -> assertThat(nothing).isEqualTo("no model was offered"));
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void refusesAnotherDigestAnUnknownDetectorAndWhatIsNoModel() throws Exception {
    put("2.onnx", TinyModel.of(pump).bytes());
    String noModel = put("no.onnx", new byte[] {1, 2, 3});

    send("pump", ModelAction.OFFER, "00", "2.onnx");
    send("other", ModelAction.OFFER, "00", "2.onnx");
    send("pump", ModelAction.OFFER, noModel, "no.onnx");
    send("pump", ModelAction.ROLL_BACK, null, null);

    assertThat(answers()).extracting(ControlEvent::getReason).doesNotContainNull().hasSize(4);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @Test
  void whereModelsMustBeSignedOthersAreRefusedForOffersAndForDefinitions() throws Exception {
    SigningKey signer = new SigningKey();
    ModelKey key = ModelKey.read(signer.writePublic(folder.resolve("model.pub")));
    harness.close();
    harness = open(new ModelStore(store.toString(), key), PumpDetectors.PUMP, null);
    String digest = put("2.onnx", TinyModel.of(pump).bytes());

    send("pump", ModelAction.OFFER, digest, "2.onnx");
    send(ModelAction.ADD_DETECTOR, "second", yaml("second"));
    signer.sign(store.resolve("2.onnx"));
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .satisfiesExactly(
            offer -> assertThat(offer).startsWith("signature: 2.onnx is not signed"),
            added -> assertThat(added).startsWith("signature: second.onnx is not signed"),
            signed -> assertThat(signed).isNull());
  }

  @Test
  void noPathLeadsOutOfTheStore() throws Exception {
    byte[] model = TinyModel.of(pump).bytes();
    Files.write(folder.resolve("outside.onnx"), model);
    Files.createSymbolicLink(store.resolve("link.onnx"), folder.resolve("outside.onnx"));
    String digest = PumpDetectors.digest(model);

    send("pump", ModelAction.OFFER, digest, "../outside.onnx");
    send("pump", ModelAction.OFFER, digest, folder.resolve("outside.onnx").toString());
    send("pump", ModelAction.OFFER, digest, "link.onnx");
    send("pump", ModelAction.OFFER, digest, "\0");

    assertThat(answers())
        .hasSize(4)
        .allSatisfy(answer -> assertThat(answer.getReason()).startsWith("path: "));
  }

  /** A broker takes no answer that is larger than its limit; the job would never get past it. */
  @Test
  void textsThatAreTooLongAreRefusedWithAShortAnswer() throws Exception {
    String text = "\u009B".repeat(560_000);
    String digest = put("2.onnx", TinyModel.of(pump).bytes());

    send(text, ModelAction.OFFER, digest, "2.onnx");
    send(ModelAction.ADD_DETECTOR, text, yaml("second"));
    send("pump", ModelAction.OFFER, text, "2.onnx");
    send("pump", ModelAction.OFFER, digest, text);
    send(ModelAction.ADD_DETECTOR, "second", yaml("second") + "# " + text);
    send(
        ModelAction.ADD_DETECTOR,
        "second",
        yaml("second").replace("sensor-events", "t".repeat(150_000)));
    send(
        new ModelCommand(
            text, Instant.EPOCH, ModelAction.ROLL_BACK, "pump", null, null, null, null));

    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .satisfiesExactly(
            name ->
                assertThat(name).startsWith("detector: its length is 560,000; it must be up to"),
            name -> assertThat(name).startsWith("detector: its length is"),
            named -> assertThat(named).startsWith("digest: its length is"),
            path -> assertThat(path).startsWith("path: its length is"),
            definition -> assertThat(definition).startsWith("definition: its length is"),
            inside ->
                assertThat(inside).startsWith("events.topic: tttt").contains("is not accepted"),
            id -> assertThat(id).startsWith("commandId: its length is"));
    assertThat(answers())
        .allSatisfy(
            answer ->
                assertThat(WireFormat.JSON.encoder(ControlEvent.class).encode(answer))
                    .hasSizeLessThan(10_000));
    harness.prepareSnapshotPreBarrier(1);
    assertThat(harness.extractOutputValues()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "version", "architecture", "trainingDigest"})
  void aModelWithALongTextInItIsRefusedBeforeACheckpointHoldsIt(String property) throws Exception {
    byte[] model =
        TinyModel.of(pump).withProperty("tidemark." + property, "v".repeat(70_000)).bytes();
    String digest = put("long.onnx", model);

    send("pump", ModelAction.OFFER, digest, "long.onnx");

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getReason)
        .asString()
        .contains("metadata tidemark." + property)
        .hasSizeLessThan(2_001);
    harness.prepareSnapshotPreBarrier(1);
    harness.snapshot(1, 1);
  }

  @Test
  void aModelWithControlFlowIsRefusedAndTheNextCommandIsObeyed() throws Exception {
    byte[] model =
        HostileModels.with(pump, graph -> HostileModels.loop(graph, HostileModels.ENDLESS));
    String endless = put("endless.onnx", model);
    String digest = put("2.onnx", TinyModel.of(pump).bytes());

    send("pump", ModelAction.OFFER, endless, "endless.onnx");
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(ControlOutcome.REFUSED, ControlOutcome.OFFERED);
  }

  @Test
  void whatIsNoCommandIsAnsweredAndStopsNothing() throws Exception {
    harness.processElement(new StreamRecord<>(new byte[] {7, 7}));

    assertThat(answers()).singleElement().extracting(ControlEvent::getCommandId).isNull();
  }

  @Test
  void aCommandThatTakesTooMuchMemoryIsRefusedAndTheNextIsObeyed() throws Exception {
    harness.close();
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new AdmitOperator(
                new AdmitFunction(
                    detectors,
                    new ModelStore(store.toString()),
                    new OutOfMemory(),
                    JobFormats.of(WireFormat.AVRO),
                    BATCH,
                    StateLimits.DEFAULT)));
    harness.open();

    harness.processElement(new StreamRecord<>(new byte[0]));
    String digest = put("2.onnx", TinyModel.of(pump).withGoldenShift(1e-6).bytes());
    send("pump", ModelAction.OFFER, digest, "2.onnx");

    assertThat(answers().get(0).getReason()).contains("OutOfMemoryError");
    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(ControlOutcome.REFUSED, ControlOutcome.OFFERED);
  }

  /** Commands in Avro; an empty one is an offer that no memory is enough for. */
  private static final class OutOfMemory implements RecordFormat {
    private static final long serialVersionUID = 1L;

    @Override
    public <T extends SpecificRecord> EventDecoder<T> decoder(Class<T> type, TimeFormat times) {
      EventDecoder<T> avro = WireFormat.AVRO.decoder(type, times);
      ModelCommand large =
          new ModelCommand(
              "large", Instant.EPOCH, ModelAction.OFFER, "pump", null, "large.onnx", null, null) {
            private static final long serialVersionUID = 1L;

            @Override
            public String getPath() {
              throw new OutOfMemoryError("Java heap space");
            }
          };
      return payload ->
          payload != null && payload.length == 0 ? type.cast(large) : avro.decode(payload);
    }

    @Override
    public <T extends SpecificRecord> EventEncoder<T> encoder(Class<T> type, String topic) {
      return WireFormat.AVRO.encoder(type, topic);
    }
  }

  @Test
  void aDefinitionThatIsAcceptedGoesOnItsWayWithItsModel() throws Exception {
    String second = yaml("second");

    send(ModelAction.ADD_DETECTOR, "second", second);
    send(
        ModelAction.CHANGE_DETECTOR,
        "second",
        second.replace("updateEvery: 5s", "updateEvery: 6s"));
    send(ModelAction.REMOVE_DETECTOR, "second", null);
    send(ModelAction.CHANGE_DETECTOR, "second", second);

    harness.prepareSnapshotPreBarrier(1);
    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(
            ControlOutcome.DETECTOR_ADDED,
            ControlOutcome.DETECTOR_CHANGED,
            ControlOutcome.DETECTOR_REMOVED,
            ControlOutcome.REFUSED);
    assertThat(harness.extractOutputValues())
        .extracting(change -> change.model() != null)
        .containsExactly(true, true, false);
  }

  @Test
  void aDefinitionThatIsNotAcceptedIsRefusedWithFieldValueAndWhatIsAccepted() throws Exception {
    String second = yaml("second");

    send(ModelAction.ADD_DETECTOR, "second", second.replace("length: 4", "length: -4"));
    send(ModelAction.ADD_DETECTOR, "second", second.replace("sensor-events", "elsewhere"));
    send(ModelAction.ADD_DETECTOR, "second", second.replace("key:", "time: {format: unix}, key:"));
    send(ModelAction.ADD_DETECTOR, "pump", second);
    send(ModelAction.CHANGE_DETECTOR, "other", second);
    send(ModelAction.ADD_DETECTOR, "third", second);
    send(ModelAction.ADD_DETECTOR, "second", null);
    send(ModelAction.ADD_DETECTOR, "second", second.replace("second.onnx", "../pump.onnx"));
    send(ModelAction.ADD_DETECTOR, "second", second.replace("length: 4", "length: 5"));
    send(ModelAction.REMOVE_DETECTOR, "other", null);

    harness.prepareSnapshotPreBarrier(1);
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .satisfiesExactly(
            length -> assertThat(length).startsWith("window.length: -4 is not accepted; it must"),
            topic ->
                assertThat(topic).startsWith("events.topic: elsewhere is not").contains("read"),
            unit ->
                assertThat(unit)
                    .startsWith("events.time.format of detector second: unix is not accepted"),
            name -> assertThat(name).startsWith("name: pump is not accepted; it must be one that"),
            known -> assertThat(known).isEqualTo(NO_OTHER),
            named -> assertThat(named).startsWith("name: second is not accepted; it must be third"),
            missing -> assertThat(missing).startsWith("definition: null is not accepted"),
            path -> assertThat(path).startsWith("path: ../pump.onnx"),
            model ->
                assertThat(model).startsWith("window.length: 5 in the definition does not fit"),
            gone -> assertThat(gone).isEqualTo(NO_OTHER));
  }

  @Test
  void aDefinitionWhoseKeysWouldNeedTooMuchStateIsRefused() throws Exception {
    String second = yaml("second");

    send(ModelAction.ADD_DETECTOR, "second", second.replace("warmup: 60", "warmup: 1000000"));
    send(
        ModelAction.ADD_DETECTOR,
        "second",
        second.replace("warmup: 60", "warmup: 400000").replace("lateness: 2s", "lateness: 1d"));
    send(ModelAction.ADD_DETECTOR, "second", second);

    assertThat(answers())
        .extracting(answer -> String.valueOf(answer.getReason()))
        .satisfiesExactly(
            warmup -> assertThat(warmup).startsWith("a key of this detector could need "),
            lateness -> assertThat(lateness).startsWith("a key of this detector could need "),
            none -> assertThat(none).isEqualTo("null"));
  }

  /** The pump with a longer window. */
  private static final String LONGER = PumpDetectors.PUMP.replace("length: 4", "length: 5");

  private static final String NO_OTHER =
      "detector: other is not accepted; it must be one of the job's [pump]";

  /** The pump's definition by another name, its model in the store. */
  private String yaml(String name) throws Exception {
    put(name + ".onnx", TinyModel.of(pump).bytes());
    return PumpDetectors.PUMP
        .replace("name: pump", "name: " + name)
        .replace("pump.onnx", name + ".onnx");
  }

  private void send(ModelAction action, String detector, @Nullable String yaml) throws Exception {
    send(new ModelCommand(action.name(), Instant.EPOCH, action, detector, null, null, yaml, null));
  }

  @Test
  void aFloodOfModelsWaitsForTheNextBarrier() throws Exception {
    String text = "x".repeat((int) (ModelContract.MOST_BYTES / 2));
    byte[] large = HostileModels.changed(pump, model -> model.setDocString(text));
    String digest = put("large.onnx", large);

    send("pump", ModelAction.OFFER, digest, "large.onnx");
    send("pump", ModelAction.OFFER, digest, "large.onnx");
    harness.prepareSnapshotPreBarrier(1);
    send("pump", ModelAction.OFFER, digest, "large.onnx");

    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(ControlOutcome.OFFERED, ControlOutcome.REFUSED, ControlOutcome.OFFERED);
    assertThat(answers().get(1).getReason()).endsWith("next checkpoint; try again after it");
  }

  @Test
  void aModelThatFailsInTheJobsLargestBatchIsRefused() throws Exception {
    byte[] model =
        HostileModels.with(pump, graph -> HostileModels.failsFromBatch(graph, BATCH - 1));
    String digest = put("fails.onnx", model);

    send("pump", ModelAction.OFFER, digest, "fails.onnx");

    assertThat(answers())
        .singleElement()
        .extracting(ControlEvent::getReason)
        .asString()
        .contains("it fails on golden windows in a batch of 256");
  }

  @Test
  void commandsAddNoDetectorBeyondTheLimit() throws Exception {
    assertThat(StateLimits.DEFAULT).isEqualTo(new StateLimits(100, 512L << 20, 256L << 20));
    limit(new StateLimits(2, 512L << 20, 256L << 20));

    send(ModelAction.ADD_DETECTOR, "second", yaml("second"));
    send(ModelAction.ADD_DETECTOR, "third", yaml("third"));
    send(ModelAction.CHANGE_DETECTOR, "second", yaml("second"));
    send(ModelAction.REMOVE_DETECTOR, "second", null);
    send(ModelAction.ADD_DETECTOR, "third", yaml("third"));

    assertThat(answers())
        .extracting(ControlEvent::getReason)
        .containsExactly(
            null,
            "the job has 2 detectors; commands may add one while it has fewer than 2",
            null,
            null,
            null);
  }

  @Test
  void modelsThatCommandsBringAreRefusedBeyondTheLimitAndCountOnceByTheirDigest() throws Exception {
    int size = TinyModel.of(pump).bytes().length;
    StateLimits limits = new StateLimits(100, 2L * size + size / 2, 256L << 20);
    limit(limits);
    String one = put("1.onnx", TinyModel.of(pump).bytes());
    String two = put("2.onnx", TinyModel.of(pump).withVersion("2").bytes());
    String three = put("3.onnx", TinyModel.of(pump).withVersion("3").bytes());

    send(ModelAction.ADD_DETECTOR, "second", yaml("second")); // the same file as 1.onnx
    send("pump", ModelAction.OFFER, one, "1.onnx");
    send("pump", ModelAction.PROMOTE, one, null);
    send("pump", ModelAction.OFFER, two, "2.onnx");
    send("second", ModelAction.OFFER, three, "3.onnx");
    harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState saved = harness.snapshot(1, 1);
    List<ControlEvent> before = answers();
    harness.close();
    harness = open(new ModelStore(store.toString()), PumpDetectors.PUMP, saved, limits);
    send("second", ModelAction.OFFER, three, "3.onnx");
    send("pump", ModelAction.OFFER, three, "3.onnx"); // in the place of 2.onnx

    assertThat(before)
        .extracting(ControlEvent::getOutcome)
        .containsExactly(
            ControlOutcome.DETECTOR_ADDED,
            ControlOutcome.OFFERED,
            ControlOutcome.PROMOTED,
            ControlOutcome.OFFERED,
            ControlOutcome.REFUSED);
    assertThat(before.get(4).getReason())
        .startsWith("with this model the job would hold ")
        .endsWith("it may hold %,d".formatted(limits.modelBytes()));
    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(ControlOutcome.REFUSED, ControlOutcome.OFFERED);
  }

  /** Buffers lie outside the heap, where a process has less room than it seems. */
  @Test
  void batchesOfModelsThatCommandsBringAreLimitedInAll() throws Exception {
    byte[] one = TinyModel.of(pump).bytes();
    long batch = BatchMemory.bytes(pump, one, BATCH);
    limit(new StateLimits(100, 512L << 20, 2 * batch));
    String digest = put("1.onnx", one);
    String other = put("2.onnx", TinyModel.of(pump).withVersion("2").bytes());

    send("pump", ModelAction.OFFER, digest, "1.onnx");
    send("pump", ModelAction.PROMOTE, digest, null);
    send(ModelAction.ADD_DETECTOR, "second", yaml("second"));
    send("pump", ModelAction.OFFER, other, "2.onnx");
    send(ModelAction.ADD_DETECTOR, "third", yaml("third"));
    send(ModelAction.REMOVE_DETECTOR, "second", null);
    send(ModelAction.ADD_DETECTOR, "third", yaml("third"));

    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .containsExactly(
            ControlOutcome.OFFERED,
            ControlOutcome.PROMOTED,
            ControlOutcome.DETECTOR_ADDED,
            ControlOutcome.REFUSED,
            ControlOutcome.REFUSED,
            ControlOutcome.DETECTOR_REMOVED,
            ControlOutcome.DETECTOR_ADDED);
    assertThat(answers().get(3).getReason())
        .startsWith(
            "with this model each subtask would take %,d bytes for batches".formatted(3 * batch));
  }

  /** Trials of all models in turn, each up to its limit, would hold up a restart for hours. */
  @Test
  void aModelThatACheckpointHoldsIsNotTriedAgain() throws Exception {
    byte[] promoted = HostileModels.with(pump, graph -> HostileModels.failsBeyond(graph, 4));
    ModelFile file = new ModelFile(PumpDetectors.digest(promoted), "1", promoted);
    harness.close();
    OperatorSubtaskState saved;
    try (var past =
        new OneInputStreamOperatorTestHarness<ModelChange, ModelChange>(
            new ProcessOperator<>(new Rollouts()))) {
      past.open();
      past.processElement(
          new StreamRecord<>(new ModelChange("pump", ModelAction.OFFER, file, null)));
      past.processElement(
          new StreamRecord<>(new ModelChange("pump", ModelAction.PROMOTE, null, null)));
      saved = past.snapshot(1, 1);
    }

    harness = open(new ModelStore(store.toString()), PumpDetectors.PUMP, saved);
    send("pump", ModelAction.ROLL_BACK, null, null);
    String again = put("again.onnx", promoted);
    send("pump", ModelAction.OFFER, again, "again.onnx");

    assertThat(answers())
        .extracting(ControlEvent::getOutcome)
        .as("it is there, and would be refused if it came now")
        .containsExactly(ControlOutcome.ROLLED_BACK, ControlOutcome.REFUSED);
  }

  /** Keeps the models of all changes, as they lie in a checkpoint. */
  private static final class Rollouts extends ProcessFunction<ModelChange, ModelChange>
      implements CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private transient @Nullable ModelRollouts rollouts;

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      rollouts = ModelRollouts.restore(context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      // they write themselves through
    }

    @Override
    public void processElement(ModelChange change, Context context, Collector<ModelChange> out)
        throws Exception {
      Objects.requireNonNull(rollouts).apply(change);
    }
  }

  private void limit(StateLimits limits) throws Exception {
    harness.close();
    harness = open(new ModelStore(store.toString()), PumpDetectors.PUMP, null, limits);
  }

  private String put(String name, byte[] bytes) throws Exception {
    Files.write(store.resolve(name), bytes);
    return PumpDetectors.digest(bytes);
  }

  private void send(
      String detector, ModelAction action, @Nullable String digest, @Nullable String path)
      throws Exception {
    send(
        new ModelCommand(action.name(), Instant.EPOCH, action, detector, digest, path, null, null));
  }

  private void send(ModelCommand command) throws Exception {
    harness.processElement(
        new StreamRecord<>(WireFormat.AVRO.encoder(ModelCommand.class).encode(command)));
  }

  private List<ControlEvent> answers() {
    Queue<StreamRecord<ControlEvent>> answers = harness.getSideOutput(AdmitFunction.ANSWERS);
    List<ControlEvent> all = new ArrayList<>();
    if (answers != null) {
      answers.forEach(answer -> all.add(answer.getValue()));
    }
    return all;
  }
}
