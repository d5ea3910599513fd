package io.tidemark.pipeline.source;

import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.type.Tally;
import io.tidemark.pipeline.type.Types;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Parts observations from dead letters. */
public final class SortOut extends ProcessFunction<Decoded, Observation> {
  private static final long serialVersionUID = 1L;

  /** Where dead letters go. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", Types.DEAD_LETTER);

  private transient Tally observations;
  private transient Tally deadLetters;
  private transient Map<DeadLetterReason, Counter> byReason;

  @Override
  public void open(OpenContext context) {
    observations = new Tally(getRuntimeContext(), "observations");
    deadLetters = new Tally(getRuntimeContext(), "deadLetters");
    byReason = new EnumMap<>(DeadLetterReason.class);
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      byReason.put(
          reason,
          getRuntimeContext()
              .getMetricGroup()
              .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
              .counter("deadLettersByReason"));
    }
  }

  @Override
  public void processElement(Decoded decoded, Context context, Collector<Observation> out) {
    if (decoded instanceof Decoded.Observed observed) {
      observations.increment();
      out.collect(observed.observation());
    } else if (decoded instanceof Decoded.Rejected rejected) {
      deadLetters.increment();
      Objects.requireNonNull(byReason.get(rejected.letter().getReason())).inc();
      context.output(DEAD_LETTERS, rejected.letter());
    }
  }
}
