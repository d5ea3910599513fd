package io.tidemark.pipeline.detect;

import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.SharedModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.control.ModelFile;
import java.util.UUID;

/** For tests: model files and whether they are open. */
final class Models {
  private Models() {}

  static ModelFile file(TinyModel tiny) {
    byte[] bytes = tiny.bytes();
    try (OnnxModel model = OnnxModel.open("test", bytes, ProviderPreference.CPU)) {
      return new ModelFile(model.digest(), model.metadata().version(), bytes);
    }
  }

  /**
   * A model that no other test has. Who holds a model open is a matter of the process: a test that
   * asks must not hear of what another has left open.
   */
  static ModelFile unique(TinyModel tiny) {
    return file(tiny.withVersion(UUID.randomUUID().toString()));
  }

  /** Whether anybody in the process holds the model open. */
  static boolean held(ModelFile model) {
    SharedModel hold = SharedModel.acquireOpen(model.digest(), ProviderPreference.CPU);
    if (hold != null) {
      hold.close();
    }
    return hold != null;
  }
}
