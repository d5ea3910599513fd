package io.tidemark.console.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalStretchTest {
  private static final List<SignalFeature> FEATURES =
      List.of(new SignalFeature("current", "A"), new SignalFeature("load", null));

  @Test
  void ticksOfOneStepBecomeOneBucketInWhateverOrderAndHoweverOftenTheyCome() {
    SignalStretch once = new SignalStretch(FEATURES);
    SignalStretch again = new SignalStretch(FEATURES);
    List<SignalBucket> ticks = List.of(tick(1_000, 3), tick(4_000, 9), tick(9_000, 5));
    ticks.forEach(tick -> once.add(tick, 10_000));
    for (int i = 2; i >= 0; i--) {
      again.add(ticks.get(i), 10_000);
      again.add(ticks.get(i), 10_000);
    }

    SignalBucket bucket = once.buckets().get(0);
    assertThat(once.buckets()).hasSize(1);
    assertThat(bucket.time()).isEqualTo(9_000);
    assertThat(bucket.evidence()).isEqualTo(9);
    assertThat(bucket.values()[SignalBucket.LAST]).isEqualTo(5);
    assertThat(bucket.values()[SignalBucket.LOWEST]).isEqualTo(3);
    assertThat(bucket.values()[SignalBucket.HIGHEST]).isEqualTo(9);
    assertThat(again.buckets())
        .usingRecursiveComparison()
        .withEqualsForType(Float::equals, Float.class)
        .isEqualTo(once.buckets());
  }

  @Test
  void whatIsNotKnownLeavesWhatIs() {
    SignalStretch stretch = new SignalStretch(FEATURES);
    stretch.add(tick(1_000, 3), 10_000);
    stretch.add(tick(2_000, Float.NaN), 10_000);

    float[] values = stretch.buckets().get(0).values();
    assertThat(values[SignalBucket.LAST]).isEqualTo(3);
    assertThat(values[SignalBucket.LOWEST]).isEqualTo(3);
    assertThat(values[SignalBucket.HIGHEST]).isEqualTo(3);
  }

  @Test
  void packedBytesHoldEveryValueAsItWas() throws IOException {
    SignalStretch stretch = new SignalStretch(FEATURES);
    Random random = new Random(1);
    for (int i = 0; i < 32; i++) {
      stretch.add(tick(1_700_000_000_000L + i * 997L, random.nextFloat() * 1e9f), 1);
    }
    stretch.add(tick(-5, Float.NaN), 1);

    byte[] packed = SignalPacking.pack(stretch);
    SignalStretch read = SignalPacking.unpack(packed);

    assertThat(read.features()).isEqualTo(FEATURES);
    assertThat(read.buckets())
        .usingRecursiveComparison()
        .withEqualsForType(Float::equals, Float.class)
        .isEqualTo(stretch.buckets());
    assertThat(packed.length).isLessThan(33 * BucketWidth.bytes(FEATURES.size()) / 2);
  }

  private static SignalBucket tick(long time, float value) {
    return new SignalBucket(
        time, value, 4, new float[] {value, value, value, 2, 1, 8, 1, 1, 1, 1, Float.NaN, 2});
  }
}
