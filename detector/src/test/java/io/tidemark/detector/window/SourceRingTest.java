package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.tick.OffsetRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRingTest {
  private static final int LENGTH = 5;

  /** However many partitions a tick's events lie in, and wherever the ring begins. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void holdsTheEventsOfTheNewestTicksAndReadsBackAsItWasWritten(int partitions) throws IOException {
    Random random = new Random(partitions);
    for (int run = 0; run < 300; run++) {
      SourceRing ring = new SourceRing(LENGTH);
      List<List<OffsetRange>> pushed = new ArrayList<>();
      int ticks = random.nextInt(3 * LENGTH);
      for (int tick = 0; tick < ticks; tick++) {
        List<OffsetRange> ranges = ranges(random, partitions);
        ring.set(tick % LENGTH, ranges);
        pushed.add(ranges);
      }
      int filled = Math.min(ticks, LENGTH);
      List<OffsetRange> expected = List.of();
      for (List<OffsetRange> ranges : pushed.subList(ticks - filled, ticks)) {
        expected = OffsetRange.union(expected, ranges);
      }
      assertThat(ring.union()).containsExactlyInAnyOrderElementsOf(expected);

      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ring.write(ticks < LENGTH ? 0 : ticks % LENGTH, filled, new DataOutputStream(bytes));
      SourceRing read = new SourceRing(LENGTH);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
      read.read(filled, in);
      assertThat(read.union()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(in.available()).isZero();
      if (filled == LENGTH) { // the oldest lies in slot 0 now
        read.set(0, List.of());
        ring.set(ticks % LENGTH, List.of());
        assertThat(read.union()).containsExactlyInAnyOrderElementsOf(ring.union());
      }
    }
  }

  @Test
  void aTickOfAnotherTopicIsNotTakenForOneOfTheSamePartition() {
    SourceRing ring = new SourceRing(LENGTH);
    ring.set(0, List.of(new OffsetRange("a", 0, 10, 12)));
    ring.set(1, List.of(new OffsetRange("b", 0, 1, 2)));
    assertThat(ring.union())
        .containsExactly(new OffsetRange("a", 0, 10, 12), new OffsetRange("b", 0, 1, 2));
  }

  @Test
  void aRingThatWasClearedReadsBackAsItWasWritten() {
    SourceRing ring = new SourceRing(LENGTH);
    ring.set(0, List.of(new OffsetRange(0, 1, 1), new OffsetRange(1, 1, 1)));
    RoundTrip.of(
        ring,
        (cleared, out) -> cleared.write(0, 0, out),
        in -> {
          SourceRing read = new SourceRing(LENGTH);
          read.read(0, in);
          return read;
        });
  }

  private static List<OffsetRange> ranges(Random random, int partitions) {
    List<OffsetRange> ranges = List.of();
    for (int partition = 0; partition < partitions; partition++) {
      if (random.nextBoolean()) {
        long first = random.nextInt(1_000);
        long last = first + (random.nextBoolean() ? random.nextInt(50) : 0);
        // The third is a partition of the first's number in another topic.
        OffsetRange range =
            partition < 2
                ? new OffsetRange(partition, first, last)
                : new OffsetRange("other", 0, first, last);
        ranges = OffsetRange.union(ranges, List.of(range));
      }
    }
    return ranges;
  }
}
