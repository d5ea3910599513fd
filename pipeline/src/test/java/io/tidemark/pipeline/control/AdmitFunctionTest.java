package io.tidemark.pipeline.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.wire.WireFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmitFunctionTest {
  @TempDir Path folder;
  private Path store;
  private DetectorDefinition pump;
  private OneInputStreamOperatorTestHarness<byte[], ModelChange> harness;

  @BeforeEach
  void start() throws Exception {
    store = Files.createDirectory(folder.resolve("store"));
    Detectors detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    pump = detectors.definitions().iterator().next();
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new AdmitFunction(detectors, new ModelStore(store.toString()), WireFormat.AVRO)));
    harness.open();
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
    assertThat(harness.extractOutputValues()).hasSize(4);
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
  void noPathLeadsOutOfTheStore() throws Exception {
    byte[] model = TinyModel.of(pump).bytes();
    Files.write(folder.resolve("outside.onnx"), model);
    Files.createSymbolicLink(store.resolve("link.onnx"), folder.resolve("outside.onnx"));
    String digest = digest(model);

    send("pump", ModelAction.OFFER, digest, "../outside.onnx");
    send("pump", ModelAction.OFFER, digest, folder.resolve("outside.onnx").toString());
    send("pump", ModelAction.OFFER, digest, "link.onnx");
    send("pump", ModelAction.OFFER, digest, "\0");

    assertThat(answers())
        .hasSize(4)
        .allSatisfy(answer -> assertThat(answer.getReason()).startsWith("path: "));
  }

  @Test
  void whatIsNoCommandIsAnsweredAndStopsNothing() throws Exception {
    harness.processElement(new StreamRecord<>(new byte[] {7, 7}));

    assertThat(answers()).singleElement().extracting(ControlEvent::getCommandId).isNull();
  }

  private String put(String name, byte[] bytes) throws Exception {
    Files.write(store.resolve(name), bytes);
    return digest(bytes);
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private void send(
      String detector, ModelAction action, @Nullable String digest, @Nullable String path)
      throws Exception {
    ModelCommand command =
        new ModelCommand(action.name(), Instant.EPOCH, action, detector, digest, path, null);
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
