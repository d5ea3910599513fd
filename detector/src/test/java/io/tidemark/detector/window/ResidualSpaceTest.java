package io.tidemark.detector.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResidualSpaceTest {
  private static final int LENGTH = 4;
  private static final float[] CENTRE = {10, -20, 30, 5};

  /** With one component the components are kept, with three the direction beside them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatTheComponentsDoNotSpanIsLeft(int components) throws IOException {
    ResidualSpace space = restored(ResidualSpace.of(spread(components)));
    assertThat(space.all(at(0, 0, 0, 0))).isCloseTo(0, within(1e-2));
    assertThat(space.left(at(0, 0, 0, 7))).isCloseTo(49, within(0.5));
    assertThat(space.all(at(3, 0, 0, 7))).isCloseTo(58, within(1.0));
    assertThat(space.left(at(3, 0, 0, 0))).isCloseTo(0, within(0.1));
    double second = components == 1 ? 25 : 0;
    assertThat(space.left(at(0, 5, 0, 0))).isCloseTo(second, within(0.3));
  }

  /** Vectors that vary along the first axes and, a thousandth of it, along the others. */
  private static List<float[]> spread(int components) {
    Random random = new Random(3);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      float[] offset = new float[LENGTH];
      for (int axis = 0; axis < LENGTH; axis++) {
        offset[axis] = (float) (random.nextGaussian() * (axis < components ? 1 : 1e-3));
      }
      vectors.add(at(offset));
      for (int axis = 0; axis < LENGTH; axis++) {
        offset[axis] = -offset[axis]; // so that the mean is the centre
      }
      vectors.add(at(offset));
    }
    return vectors;
  }

  private static float[] at(float... offset) {
    float[] vector = CENTRE.clone();
    for (int i = 0; i < LENGTH; i++) {
      vector[i] += offset[i];
    }
    return vector;
  }

  private static ResidualSpace restored(ResidualSpace space) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    space.write(new DataOutputStream(bytes));
    return ResidualSpace.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }
}
