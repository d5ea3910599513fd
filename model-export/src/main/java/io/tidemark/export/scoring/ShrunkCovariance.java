package io.tidemark.export.scoring;

/**
 * Covariance drawn towards a multiple of the identity by the amount that minimises the expected
 * squared error (Ledoit and Wolf 2004, "A well-conditioned estimator for large-dimensional
 * covariance matrices", lemma 3.2 and section 3.3).
 */
final class ShrunkCovariance {
  private ShrunkCovariance() {}

  /**
   * @param centred samples of mean 0, {@code [n,p]}
   * @param independent how many of them count as independent; ticks of overlapping windows are not
   */
  static double[][] of(double[][] centred, int independent) {
    int p = centred[0].length;
    double[][] sample = new double[p][p];
    double fourth = 0;
    for (double[] x : centred) {
      double square = 0;
      for (int i = 0; i < p; i++) {
        square += x[i] * x[i];
        for (int j = 0; j <= i; j++) {
          sample[i][j] += x[i] * x[j] / centred.length;
        }
      }
      fourth += square * square / centred.length;
    }
    double trace = 0;
    double norm = 0;
    for (int i = 0; i < p; i++) {
      trace += sample[i][i];
      for (int j = 0; j < p; j++) {
        sample[i][j] = j <= i ? sample[i][j] : sample[j][i];
        norm += sample[i][j] * sample[i][j];
      }
    }
    double level = trace / p;
    double dispersion = norm - p * level * level;
    double variance = (fourth - norm) / independent;
    double shrinkage = dispersion > 0 ? Math.max(0, Math.min(1, variance / dispersion)) : 1;
    for (int i = 0; i < p; i++) {
      for (int j = 0; j < p; j++) {
        sample[i][j] = (1 - shrinkage) * sample[i][j] + (i == j ? shrinkage * level : 0);
      }
    }
    return sample;
  }
}
