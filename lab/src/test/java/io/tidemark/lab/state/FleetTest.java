package io.tidemark.lab.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.Verdict;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.line.KeyState;
import io.tidemark.detector.line.LineListener;
import io.tidemark.detector.line.LineModel;
import io.tidemark.detector.model.ModelAdmission;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.tick.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured is a key's life after its warm-up. */
class FleetTest {

  @Test
  void aCopiedKeysFirstMeasuredEventClosesATickThatIsJudgedNormal(@TempDir Path folder)
      throws IOException {
    DetectorDefinition definition = DefinitionReader.read(Fleet.MODEL.write(folder));
    Fleet fleet = new Fleet(2_000);
    List<Verdict> verdicts = new ArrayList<>();
    LineListener listener =
        new LineListener() {
          @Override
          public void judged(Verdict verdict, LineModel model) {
            verdicts.add(verdict);
          }
        };
    try (OnnxModel model = ModelAdmission.open(definition)) {
      WarmKeys warm = new WarmKeys(fleet, definition, model, StoreJob.SETTINGS, listener);
      int copied = 1_999;
      KeyState state = warm.state(copied);
      Observation event = fleet.event(copied);
      verdicts.clear();

      assertThat(state.warmingUp()).isFalse();
      assertThat(state.timer()).isGreaterThan(event.eventTimeMillis());
      warm.line().observe(state, event, event.eventTimeMillis(), event.eventTimeMillis());

      assertThat(verdicts).hasSize(1);
      assertThat(verdicts.get(0).anomalous()).isFalse();
    }
  }
}
