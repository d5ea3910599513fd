package io.tidemark.lab.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.lab.scoring.ScoringRate;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Measures ONNX Runtime alone, by CPU time as in {@link JobRun}. Arguments: the model, windows in a
 * batch, seconds, the file for the figures.
 */
public final class AloneRun {
  private AloneRun() {}

  public static void main(String[] args) throws Exception {
    Duration time = Duration.ofSeconds(Integer.parseInt(args[2]));
    try (OnnxModel model = OnnxModel.open(Path.of(args[0]), ProviderPreference.CPU)) {
      int batch = Integer.parseInt(args[1]);
      ScoringRate.of(model, batch, 1, time.dividedBy(4));
      ScoringRate rate = ScoringRate.of(model, batch, 1, time);
      JobFigures figures =
          new JobFigures(rate.windows(), 1e6 / rate.perCpuSecond(), 0, rate.perSecond());
      new ObjectMapper().writeValue(Path.of(args[3]).toFile(), figures);
    }
  }
}
