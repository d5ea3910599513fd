package io.tidemark.detector;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** For tests: spoilt copies of good inputs, the same for the same seed. */
public final class Mutations {
  private static final byte[] EXTREMES = {0, 1, -1, 0x7f, (byte) 0x80, (byte) 0xc2, '{', '"'};
  private static final int MOST_STEPS = 6;

  private final List<byte[]> seeds;
  private final List<byte[]> words;
  private final Random random;

  /**
   * @param seeds good inputs
   * @param words pieces that such inputs are made of, to be put where they do not belong
   */
  public Mutations(List<byte[]> seeds, List<byte[]> words, long seed) {
    this.seeds = seeds;
    this.words = words;
    random = new Random(seed);
  }

  /** The next input. */
  public byte[] next() {
    if (random.nextInt(50) == 0) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      return noise;
    }
    byte[] input = any(seeds).clone();
    int steps = 1 + random.nextInt(MOST_STEPS);
    for (int i = 0; i < steps; i++) {
      input = step(input);
    }
    return input;
  }

  private byte[] step(byte[] input) {
    if (input.length == 0) {
      return any(seeds).clone();
    }
    int at = random.nextInt(input.length);
    int to = at + random.nextInt(input.length - at);
    return switch (random.nextInt(8)) {
      case 0 -> set(input, at, (byte) random.nextInt(256));
      case 1 -> set(input, at, EXTREMES[random.nextInt(EXTREMES.length)]);
      case 2 -> set(input, at, (byte) (input[at] ^ 1 << random.nextInt(8)));
      case 3 -> Arrays.copyOf(input, at);
      case 4 -> join(input, at, new byte[0], to);
      case 5 -> join(input, to, Arrays.copyOfRange(input, at, to), to);
      case 6 -> join(input, at, any(words), random.nextBoolean() ? at : to);
      default -> join(input, at, any(seeds), to);
    };
  }

  private static byte[] set(byte[] input, int at, byte value) {
    input[at] = value;
    return input;
  }

  private static byte[] join(byte[] input, int until, byte[] middle, int from) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.write(input, 0, until);
    joined.write(middle, 0, middle.length);
    joined.write(input, from, input.length - from);
    byte[] bytes = joined.toByteArray();
    return bytes.length > 1 << 16 ? Arrays.copyOf(bytes, 1 << 16) : bytes;
  }

  private byte[] any(List<byte[]> all) {
    return all.get(random.nextInt(all.size()));
  }
}
