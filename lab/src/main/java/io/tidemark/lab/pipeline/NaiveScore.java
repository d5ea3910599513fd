package io.tidemark.lab.pipeline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.ModelContract;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.window.Window;
import java.util.Map;

/** Calls the session once a window with nested arrays and takes all outputs, as tutorials do. */
final class NaiveScore extends SingleScorer {
  private final OrtSession session;
  private final int features;

  /**
   * @param oneThread whether the session is set up like the job's
   */
  NaiveScore(DetectorDefinition definition, boolean oneThread) {
    features = definition.features().size();
    SessionOptions options = new SessionOptions();
    try {
      if (oneThread) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
      }
      session =
          OrtEnvironment.getEnvironment().createSession(definition.modelFile().toString(), options);
    } catch (OrtException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  ScoredWindow score(Window window) {
    float[] values = window.values();
    float[][][] nested = new float[1][values.length / features][features];
    for (int tick = 0; tick < nested[0].length; tick++) {
      System.arraycopy(values, tick * features, nested[0][tick], 0, features);
    }
    try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), nested);
        OrtSession.Result result = session.run(Map.of(ModelContract.WINDOW, input))) {
      float[] score = (float[]) value(result, ModelContract.SCORE);
      float[][] featureError = (float[][]) value(result, ModelContract.FEATURE_ERROR);
      float[][] lastError = (float[][]) value(result, ModelContract.LAST_ERROR);
      float[][] latent = (float[][]) value(result, ModelContract.LATENT);
      value(result, ModelContract.RECONSTRUCTION);
      return new ScoredWindow(window, score[0], featureError[0], lastError[0], latent[0]);
    } catch (OrtException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Object value(OrtSession.Result result, String output) throws OrtException {
    return result.get(output).orElseThrow().getValue();
  }
}
