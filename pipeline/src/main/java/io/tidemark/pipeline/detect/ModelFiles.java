package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.DetectorDefinition;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Finds the file of a detector that has a model on the machine that runs the operator. */
@FunctionalInterface
public interface ModelFiles extends Serializable {

  Path locate(DetectorDefinition detector, RuntimeContext context);

  /** Where the definition says. */
  static ModelFiles local() {
    return (detector, context) -> detector.modelFile();
  }

  /** In Flink's distributed cache, under {@link #cacheName}. */
  static ModelFiles shipped() {
    return (detector, context) ->
        context.getDistributedCache().getFile(cacheName(detector)).toPath();
  }

  /** Name of a detector's model in the distributed cache. */
  static String cacheName(DetectorDefinition detector) {
    return "model-of-" + detector.name();
  }
}
