package io.tidemark.detector.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.linear.PrincipalComponents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {
  private static final int LENGTH = 40;
  private static final double EXPLAINED = 0.9;

  @ParameterizedTest(name = "{0} directions that vary")
  @ValueSource(ints = {3, 10, 40})
  void theCompanionsDistanceIsWhatThePrincipalComponentsLeave(int varying) throws IOException {
    Random random = new Random(1);
    DMatrixRMaj covariance = covariance(varying, random);
    PrincipalComponents principal = PrincipalComponents.of(covariance.copy(), EXPLAINED);
    float[] rows = principal.directions(0, principal.count());
    double[] vector = random.doubles(LENGTH, -3, 3).toArray();

    Shape shape = Shape.of(Part.COMPANION, covariance);

    double left = left(vector, rows, principal.count()) / LENGTH;
    assertThat(shape.distance(vector)).isCloseTo(left, within(1e-5));
    byte[] bytes = bytes(shape);
    Shape read = Shape.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    assertThat(read.distance(vector)).isEqualTo(shape.distance(vector));
    // Of the principal components and the others, those are kept that are fewer.
    assertThat(bytes).hasSizeLessThan(LENGTH * LENGTH / 2 * Float.BYTES + 20);
  }

  @ParameterizedTest
  @EnumSource(Part.class)
  void aVectorOutOfAllProportionIsFarAway(Part part) {
    Random random = new Random(1);
    Shape shape = Shape.of(part, covariance(10, random));
    double[] vector = random.doubles(LENGTH, -3, 3).toArray();
    vector[7] = Float.MAX_VALUE;
    vector[8] = Double.NEGATIVE_INFINITY;

    assertThat(shape.distance(vector)).isGreaterThan(1e20);
  }

  private static DMatrixRMaj covariance(int varying, Random random) {
    DMatrixRMaj mixing = RandomMatrices_DDRM.rectangle(LENGTH, varying, -1, 1, random);
    DMatrixRMaj covariance = new DMatrixRMaj(LENGTH, LENGTH);
    CommonOps_DDRM.multTransB(mixing, mixing, covariance);
    for (int i = 0; i < LENGTH; i++) {
      covariance.add(i, i, varying == LENGTH ? 10 : 0.01);
    }
    return covariance;
  }

  private static double left(double[] vector, float[] rows, int count) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    for (int row = 0; row < count; row++) {
      double sum = 0;
      for (int i = 0; i < LENGTH; i++) {
        sum += rows[row * LENGTH + i] * vector[i];
      }
      squares -= sum * sum;
    }
    return squares;
  }

  private static byte[] bytes(Shape shape) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    shape.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
