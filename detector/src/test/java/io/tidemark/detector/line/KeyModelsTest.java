package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.calibration.KeyCalibration;
import io.tidemark.detector.calibration.KeyLevel;
import org.junit.jupiter.api.Test;

class KeyModelsTest {
  private final KeyModels models = new KeyModels();
  private final KeyLevel level = new KeyLevel();

  @Test
  void noTwoModelsShareTheStateThatTheyCarryForANewKey() {
    assertThat(models.carried("serving", "serving", level)).isSameAs(level.carried());
    assertThat(models.carried("shadow", "serving", level)).isNotSameAs(level.carried());
  }

  @Test
  void eachModelHasItsOwnCarriedState() {
    KeyLevel ofShadow = new KeyLevel();
    models.judgedBy("before");
    models.put("shadow", new KeyModels.Candidate(new KeyCalibration(), ofShadow, 0));

    assertThat(models.carried("before", "serving", level)).isSameAs(level.carried());
    assertThat(models.carried("shadow", "serving", level)).isSameAs(ofShadow.carried());
    assertThat(models.carried("serving", "serving", level)).isNotSameAs(level.carried());
  }
}
