package io.tidemark.pipeline.scoring;

import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;

/** For tests: the operator that scores, where commands define detectors for those behind it. */
public final class HeadOfChain implements AutoCloseable {
  private final SteeredScoreOperator operator;
  private final AbstractStreamOperatorTestHarness<ScoredWindow> harness;
  private long checkpoint;

  /**
   * @param environment of the subtask that those behind run in too
   */
  public HeadOfChain(Detectors detectors, MockEnvironment environment) throws Exception {
    operator =
        new SteeredScoreOperator(
            detectors, ModelFiles.local(), new Scoring(1, Duration.ofMillis(20)));
    harness = new AbstractStreamOperatorTestHarness<>(operator, environment);
    harness.setup(Types.SCORED_WINDOW.createSerializer(new SerializerConfigImpl()));
    harness.open();
  }

  /** Defines a detector, with a tiny model that is sent along, as of the next barrier, now. */
  public void define(ModelAction action, String yaml) throws Exception {
    DetectorDefinition definition = DefinitionReader.parse(yaml, Path.of(""));
    byte[] file = TinyModel.of(definition).bytes();
    ModelFile model = new ModelFile(PumpDetectors.digest(file), "1", file);
    operator.processElement2(
        new StreamRecord<>(new ModelChange(definition.name(), action, model, yaml)));
    operator.prepareSnapshotPreBarrier(++checkpoint);
  }

  @Override
  public void close() throws Exception {
    harness.close();
  }
}
