package io.tidemark.benchmarks.pipeline;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.nio.file.Path;

/** The same score for all, in the shape of the model's: what a job costs but for the scoring. */
final class ConstantScore extends ScoreMap {
  private static final long serialVersionUID = 1L;
  private transient float[] errors;
  private transient float[] latent;

  @SuppressWarnings("NullAway.Init") // transient fields are set in open()
  ConstantScore(Detectors detectors, ModelFiles files) {
    super(detectors, files);
  }

  @Override
  void open(DetectorDefinition detector, Path model) {
    try (OnnxModel opened = OnnxModel.open(model, ProviderPreference.CPU)) {
      errors = new float[detector.features().size()];
      latent = new float[opened.latentLength()];
    }
  }

  @Override
  ScoredWindow score(Window window) {
    return new ScoredWindow(window, 0.5f, errors, errors, latent);
  }
}
