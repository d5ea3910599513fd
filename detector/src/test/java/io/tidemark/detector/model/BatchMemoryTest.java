package io.tidemark.detector.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
  private static final DetectorDefinition PUMP = Definitions.pump();
  private static final int BATCH = 4_000;

  @Test
  void coversWhatTheBuffersOfBothContractsTake() {
    for (byte[] file :
        new byte[][] {
          TinyModel.of(PUMP).bytes(),
          TinyModel.of(PUMP).withState().bytes(),
          CarryingModel.of(PUMP).bytes()
        }) {
      long bytes = BatchMemory.bytes(PUMP, file, BATCH);
      long taken = taken(file);

      assertThat(bytes).isBetween(taken, 3 * taken);
    }
  }

  private static long taken(byte[] file) {
    try (OnnxModel model = OnnxModel.open("m", file, Placement.of(ProviderPreference.CPU))) {
      long before = direct();
      BatchScorer batch = model.batch(BATCH, true);
      long taken = direct() - before;
      assertThat(batch.size()).isZero(); // it is in use until here
      return taken;
    }
  }

  private static long direct() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getTotalCapacity)
        .sum();
  }
}
