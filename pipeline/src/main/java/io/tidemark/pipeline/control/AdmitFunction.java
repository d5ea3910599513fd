package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The gate: obeys commands that can be obeyed and answers each. One subtask, so that all of the job
 * sees one order and one judgement. A model is admitted when its file lies in the store, has the
 * digest that was named, meets the contract and the detector, and reproduces its golden windows on
 * the provider here.
 */
@SuppressWarnings("NullAway.Init") // set in initializeState()
public final class AdmitFunction extends ProcessFunction<byte[], ModelChange>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;

  /** Answers to commands. */
  public static final OutputTag<ControlEvent> ANSWERS =
      new OutputTag<>("control-events", new BinaryType<>(new ControlEventFormat()));

  private final Detectors detectors;
  private final ModelStore store;
  private final RecordFormat format;
  private transient ModelLines lines;
  private transient EventDecoder<ModelCommand> decoder;

  /**
   * @param format of the commands
   */
  public AdmitFunction(Detectors detectors, ModelStore store, RecordFormat format) {
    this.detectors = detectors;
    this.store = store;
    this.format = format;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    lines = ModelLines.restore(context.getOperatorStateStore());
    decoder = format.decoder(ModelCommand.class);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // the lines write themselves through
  }

  @Override
  public void processElement(byte[] payload, Context context, Collector<ModelChange> out)
      throws Exception {
    ModelCommand command;
    try {
      command = decoder.decode(payload);
    } catch (WireException undecodable) {
      context.output(
          ANSWERS,
          refused(
              new ModelCommand("", Instant.EPOCH, ModelAction.OFFER, "", null, null), undecodable));
      return;
    }
    ModelChange change;
    try {
      change = admit(command);
    } catch (ModelException unfit) {
      context.output(ANSWERS, refused(command, unfit));
      return;
    }
    ModelLine before = lines.of(command.getDetector());
    lines.apply(change);
    context.output(ANSWERS, obeyed(command, change, before));
    out.collect(change);
  }

  private static ControlEvent refused(ModelCommand command, Exception reason) {
    String id = command.getCommandId();
    return answer(command, ControlOutcome.REFUSED)
        .setCommandId(id.isEmpty() ? null : id)
        .setDigest(command.getDigest())
        .setReason(String.valueOf(reason.getMessage()).strip().replaceAll("\\s*\\R\\s*", " "))
        .build();
  }

  private ModelChange admit(ModelCommand command) {
    DetectorDefinition detector = detectors.find(command.getDetector());
    if (detector == null) {
      throw new ModelException("detector: the job has none named " + command.getDetector());
    }
    ModelAction action = command.getAction();
    String obstacle = lines.of(detector.name()).obstacle(action, command.getDigest());
    if (obstacle != null) {
      throw new ModelException(obstacle);
    }
    ModelFile offered = action == ModelAction.OFFER ? offered(detector, command) : null;
    return new ModelChange(detector.name(), action, offered);
  }

  private ModelFile offered(DetectorDefinition detector, ModelCommand command) {
    String path = command.getPath();
    String digest = command.getDigest();
    if (path == null || digest == null) {
      throw new ModelException("an offer names path and digest of a file in the model store");
    }
    byte[] bytes = store.read(path);
    try (OnnxModel model = OnnxModel.open(path, bytes, detector.model().provider())) {
      if (!model.digest().equals(digest)) {
        throw new ModelException(
            "digest: the file's is " + model.digest() + ", and not the named " + digest);
      }
      ModelAdmission.admit(detector, model);
      return new ModelFile(model.digest(), model.metadata().version(), bytes);
    }
  }

  private static ControlEvent obeyed(ModelCommand command, ModelChange change, ModelLine before) {
    ModelFile about =
        switch (change.action()) {
          case OFFER -> change.model();
          case SHADOW, PROMOTE -> before.candidate();
          case ROLL_BACK -> before.previous();
        };
    ControlOutcome outcome =
        switch (change.action()) {
          case OFFER -> ControlOutcome.OFFERED;
          case SHADOW -> ControlOutcome.SHADOWING;
          case PROMOTE -> ControlOutcome.PROMOTED;
          case ROLL_BACK -> ControlOutcome.ROLLED_BACK;
        };
    return answer(command, outcome)
        .setDigest(about == null ? null : about.digest())
        .setVersion(about == null ? null : about.version())
        .build();
  }

  private static ControlEvent.Builder answer(ModelCommand command, ControlOutcome outcome) {
    return ControlEvent.newBuilder()
        .setCommandId(command.getCommandId())
        .setTime(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setDetector(command.getDetector())
        .setOutcome(outcome);
  }
}
