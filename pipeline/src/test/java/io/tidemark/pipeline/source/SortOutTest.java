package io.tidemark.pipeline.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.SensorStream;
import io.tidemark.detector.tick.Observation;
import io.tidemark.pipeline.SeenMetrics;
import io.tidemark.schemas.DeadLetter;
import io.tidemark.schemas.DeadLetterReason;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class SortOutTest {

  @Test
  void partsObservationsFromLettersAndCountsBothLettersByReason() throws Exception {
    SeenMetrics metrics = new SeenMetrics();
    Observation observation = SensorStream.at("p1", 1_000, 0, 1, 2);
    DeadLetter letter =
        new DeadLetters(Records.NOW::toEpochMilli)
            .of(Records.of(new byte[] {7}), DeadLetterReason.INVALID, "why");
    try (var harness =
        new OneInputStreamOperatorTestHarness<Decoded, Observation>(
            new ProcessOperator<>(new SortOut()), metrics.environment())) {
      harness.open();
      harness.processElement(new StreamRecord<>(new Decoded.Observed(observation), 1_000));
      harness.processElement(new StreamRecord<>(new Decoded.Rejected(letter), 2_000));

      assertThat(harness.extractOutputValues())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(observation);
      assertThat(harness.getSideOutput(SortOut.DEAD_LETTERS))
          .singleElement()
          .extracting(StreamRecord::getValue)
          .isEqualTo(letter);
      assertThat(metrics.count("observations")).isEqualTo(1);
      assertThat(metrics.count("deadLetters")).isEqualTo(1);
      assertThat(metrics.count("reason.invalid.deadLettersByReason")).isEqualTo(1);
      assertThat(metrics.count("reason.undecodable.deadLettersByReason")).isZero();
    }
  }
}
