package io.tidemark.pipeline;

import io.tidemark.pipeline.control.ModelChange;
import io.tidemark.pipeline.control.ModelChangeFormat;
import io.tidemark.pipeline.control.Redefinable;
import io.tidemark.pipeline.control.RedefinableOperator;
import io.tidemark.pipeline.type.BinaryType;
import io.tidemark.pipeline.type.DetectorKey;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.jspecify.annotations.Nullable;

/** How changes of the detectors reach the operators that know them. */
final class Redefinitions {
  private Redefinitions() {}

  /** Those among all changes that are not of models alone; with no say in event time. */
  static DataStream<ModelChange> of(DataStream<ModelChange> changes) {
    SingleOutputStreamOperator<ModelChange> redefinitions =
        DetectionTopology.named(
            "redefinitions",
            changes
                .<ModelChange>flatMap(
                    (change, out) -> {
                      if (change.redefines()) {
                        out.collect(change.withoutModel());
                      }
                    })
                .returns(new BinaryType<>(new ModelChangeFormat()))
                .setParallelism(1));
    return DetectionTopology.named(
        "redefinitions-time",
        redefinitions
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<ModelChange>forGenerator(context -> new Idle()))
            .setParallelism(1));
  }

  /**
   * Runs a function on a keyed stream.
   *
   * @param redefinitions null: its detectors stay as they are
   */
  static <I, O, F extends KeyedProcessFunction<DetectorKey, I, O> & Redefinable<O>>
      SingleOutputStreamOperator<O> process(
          String name,
          KeyedStream<I, DetectorKey> keyed,
          @Nullable DataStream<ModelChange> redefinitions,
          F function,
          TypeInformation<O> type) {
    if (redefinitions == null) {
      return keyed.process(function, type);
    }
    SingleOutputStreamOperator<O> steered =
        keyed
            .connect(redefinitions.broadcast())
            .transform(name, type, RedefinableOperator.of(function));
    // Flink's own way takes a function and no operator, which alone knows of barriers.
    TwoInputTransformation<?, ?, ?> transformation =
        (TwoInputTransformation<?, ?, ?>) steered.getTransformation();
    keyedByFirst(transformation, keyed);
    return steered;
  }

  @SuppressWarnings("unchecked")
  private static <I> void keyedByFirst(
      TwoInputTransformation<?, ?, ?> transformation, KeyedStream<I, DetectorKey> keyed) {
    ((TwoInputTransformation<I, ModelChange, ?>) transformation)
        .setStateKeySelectors(keyed.getKeySelector(), null);
    transformation.setStateKeyType(keyed.getKeyType());
  }

  /** A stream that nobody's event time waits for. */
  private static final class Idle implements WatermarkGenerator<ModelChange> {
    @Override
    public void onEvent(ModelChange change, long time, WatermarkOutput out) {}

    @Override
    public void onPeriodicEmit(WatermarkOutput out) {
      out.markIdle();
    }
  }
}
