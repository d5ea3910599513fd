package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsFormatTest {

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,3,7", "3,8,30", "4,5,31", "5,29,12", "6,2,4"})
  void anyBitsComeBackFromAnyPlaceInTheRing(long seed, int features, int length)
      throws IOException {
    Random random = new Random(seed);
    float[] ring = new float[features * length];
    for (int i = 0; i < ring.length; i++) {
      ring[i] =
          switch (random.nextInt(4)) {
            case 0 -> Float.intBitsToFloat(random.nextInt() & 0xff7fffff); // not NaN
            case 1 -> 0;
            case 2 -> 100;
            default -> 20 + random.nextFloat();
          };
    }
    for (int oldest = 0; oldest < length; oldest++) {
      int rows = 1 + random.nextInt(length);
      float[] expected = new float[rows * features];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = ring[(oldest * features + i) % ring.length];
      }
      float[] found = new float[ring.length];
      RowsFormat.read(
          found,
          expected.length,
          features,
          input(ring, oldest * features, expected.length, features));
      assertThat(Arrays.copyOf(found, expected.length)).containsExactly(expected);
    }
  }

  @Test
  void steadyValuesTakeAQuarterOfAByte() throws IOException {
    float[] ring = new float[240];
    Arrays.fill(ring, 7.25f);
    assertThat(input(ring, 0, 240, 8).available()).isEqualTo(60 + 8 * 4);
  }

  private static DataInputStream input(float[] ring, int from, int count, int features)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    RowsFormat.write(ring, from, count, features, new DataOutputStream(bytes));
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }
}
