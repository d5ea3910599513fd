package io.tidemark.benchmarks.pipeline;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.scoring.ModelFiles;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Scores the windows of the only detector one by one. */
abstract class ScoreMap extends RichMapFunction<Window, ScoredWindow> {
  private static final long serialVersionUID = 1L;

  private final Detectors detectors;
  private final ModelFiles files;

  ScoreMap(Detectors detectors, ModelFiles files) {
    this.detectors = detectors;
    this.files = files;
  }

  @Override
  public final void open(OpenContext context) throws Exception {
    DetectorDefinition detector = detectors.definitions().iterator().next();
    open(detector, files.locate(detector, getRuntimeContext()));
  }

  abstract void open(DetectorDefinition detector, Path model) throws Exception;

  abstract ScoredWindow score(Window window) throws Exception;

  @Override
  public final ScoredWindow map(Window window) throws Exception {
    return window.phase() == Window.Phase.FORGOTTEN
        ? new ScoredWindow(window, 0, new float[0], new float[0], new float[0])
        : score(window);
  }
}
