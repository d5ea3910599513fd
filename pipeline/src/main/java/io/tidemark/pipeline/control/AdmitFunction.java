package io.tidemark.pipeline.control;

import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ModelException;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.schemas.ControlEvent;
import io.tidemark.schemas.ControlOutcome;
import io.tidemark.schemas.ModelAction;
import io.tidemark.schemas.ModelCommand;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.wire.EventDecoder;
import io.tidemark.schemas.wire.RecordFormat;
import io.tidemark.schemas.wire.WireException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate: obeys commands that can be obeyed and answers each. One subtask, so that all of the job
 * sees one order and one judgement, which is its {@link Admission}.
 */
@SuppressWarnings("NullAway.Init") // set in initializeState()
public final class AdmitFunction extends ProcessFunction<byte[], ModelChange>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AdmitFunction.class);

  /** Answers to commands. */
  public static final OutputTag<ControlEvent> ANSWERS =
      new OutputTag<>("control-events", new BinaryType<>(new ControlEventFormat()));

  /** Bytes of changes that wait for one barrier; each may bring a whole model. */
  private static final long MOST_WAITING = ModelContract.MOST_BYTES;

  private final Detectors detectors;
  private final ModelStore store;
  private final RecordFormat format;
  private final JobFormats events;
  private final int batchSize;
  private final StateLimits limits;
  private transient Admission admission;
  private transient List<ModelChange> admitted;
  private transient long waiting;
  private transient EventDecoder<ModelCommand> decoder;

  /**
   * @param format of the commands
   * @param events formats of the event topics
   * @param batchSize most windows in a micro-batch of the job
   */
  public AdmitFunction(
      Detectors detectors,
      ModelStore store,
      RecordFormat format,
      JobFormats events,
      int batchSize) {
    this(detectors, store, format, events, batchSize, StateLimits.DEFAULT);
  }

  AdmitFunction(
      Detectors detectors,
      ModelStore store,
      RecordFormat format,
      JobFormats events,
      int batchSize,
      StateLimits limits) {
    this.detectors = detectors;
    this.store = store;
    this.format = format;
    this.events = events;
    this.batchSize = batchSize;
    this.limits = limits;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    admission =
        Admission.restore(
            context.getOperatorStateStore(), detectors, store, events, batchSize, limits);
    admitted = new ArrayList<>();
    decoder = format.decoder(ModelCommand.class);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    // what was admitted writes itself through
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
              ModelCommand.newBuilder()
                  .setCommandId("")
                  .setTime(Instant.EPOCH)
                  .setAction(ModelAction.OFFER)
                  .setDetector("")
                  .build(),
              undecodable));
      return;
    }
    ModelChange change;
    try {
      CommandLimits.require(command);
      change = admission.admit(command);
      ModelChangeFormat.requireWritable(change);
      requireRoom(change);
    } catch (ModelException | DefinitionException unfit) {
      context.output(ANSWERS, refused(command, unfit));
      return;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError unforeseen) {
      // What was tried is let go of by now. No command may stop the job, which would meet it again
      // after each restart.
      ModelException printable = new ModelException(unforeseen.toString());
      printable.setStackTrace(unforeseen.getStackTrace());
      LOG.warn(
          "Command {} cannot be judged", PrintableText.of(command.getCommandId(), 100), printable);
      context.output(ANSWERS, refused(command, printable));
      return;
    }
    ModelRollout before = admission.rollout(command.getDetector());
    admission.take(change);
    context.output(ANSWERS, obeyed(command, change, before));
    admitted.add(change);
    waiting += change.size();
  }

  /** A flood of commands must not fill the memory before the next barrier. One always fits. */
  private void requireRoom(ModelChange change) {
    if (!admitted.isEmpty() && waiting + change.size() > MOST_WAITING) {
      throw new ModelException(
          "%,d bytes of changes wait for the next checkpoint; try again after it"
              .formatted(waiting));
    }
  }

  /** Sends what was admitted since the last barrier on its way, to take effect at this one. */
  void release(long checkpoint, Collector<ModelChange> out) {
    admitted.forEach(change -> out.collect(change.at(checkpoint)));
    admitted.clear();
    waiting = 0;
  }

  private static ControlEvent refused(ModelCommand command, Exception reason) {
    return answer(command, ControlOutcome.REFUSED)
        .setDigest(CommandLimits.digest(command))
        .setReason(CommandLimits.reason(reason))
        .build();
  }

  private static ControlEvent obeyed(
      ModelCommand command, ModelChange change, ModelRollout before) {
    ModelFile about =
        switch (change.action()) {
          case OFFER, ADD_DETECTOR, CHANGE_DETECTOR, REMOVE_DETECTOR -> change.model();
          case SHADOW, PROMOTE -> before.candidate();
          case ROLL_BACK -> before.previous();
        };
    ControlOutcome outcome =
        switch (change.action()) {
          case OFFER -> ControlOutcome.OFFERED;
          case SHADOW -> ControlOutcome.SHADOWING;
          case PROMOTE -> ControlOutcome.PROMOTED;
          case ROLL_BACK -> ControlOutcome.ROLLED_BACK;
          case ADD_DETECTOR -> ControlOutcome.DETECTOR_ADDED;
          case CHANGE_DETECTOR -> ControlOutcome.DETECTOR_CHANGED;
          case REMOVE_DETECTOR -> ControlOutcome.DETECTOR_REMOVED;
        };
    return answer(command, outcome)
        .setDigest(about == null ? null : about.digest())
        .setVersion(about == null ? null : about.version())
        .build();
  }

  private static ControlEvent.Builder answer(ModelCommand command, ControlOutcome outcome) {
    return CommandLimits.answerTo(command)
        .setTime(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setOutcome(outcome);
  }
}
