package io.tidemark.pipeline.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.pipeline.PumpDetectors;
import io.tidemark.pipeline.config.Detectors;
import io.tidemark.pipeline.config.Scoring;
import io.tidemark.pipeline.control.ModelFile;
import io.tidemark.schemas.ModelAction;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator knows that is chained behind the one that scores. */
class ByModelTest {
  private static final String PATIENT = PumpDetectors.PUMP.replace("openAfter: 2", "openAfter: 3");

  @TempDir Path folder;
  private Detectors detectors;
  private String defined;
  private ModelFile second;
  private SteeredHarness scoring;
  private ByModel<Made> behind;

  @BeforeEach
  void start() throws Exception {
    detectors = PumpDetectors.in(folder, PumpDetectors.PUMP);
    DetectorDefinition pump = detectors.definitions().iterator().next();
    defined = Models.file(TinyModel.of(pump)).digest();
    second = Models.unique(TinyModel.of(pump));
    scoring = new SteeredHarness(detectors, 1, null);
    behind = open();
  }

  @AfterEach
  void close() throws Exception {
    behind.close();
    scoring.close();
  }

  @Test
  void knowsWhatTheConfigurationSaysWhileNoCommandHasComeAndMakesItOnce() {
    assertThat(behind.digest("pump")).isEqualTo(defined);
    assertThat(behind.of("pump", "").digest()).isEqualTo(defined);
    assertThat(behind.of("pump", defined)).isSameAs(behind.of("pump", ""));
  }

  @Test
  void aModelThatIsPromotedGetsItsOwnAndTheDefinitionsStays() throws Exception {
    Made own = behind.of("pump", "");
    scoring.tell("pump", ModelAction.OFFER, second, null);
    scoring.tell("pump", ModelAction.PROMOTE, null, null);
    scoring.barrier(1);
    scoring.send("pump", new float[8]);

    assertThat(behind.of(scoring.scored().get(0)).digest()).isEqualTo(second.digest());
    assertThat(behind.digest("pump")).isEqualTo(defined);
    assertThat(behind.of("pump", "")).isSameAs(own);
  }

  @Test
  void aDefinitionThatACommandBroughtIsInForceBehindTheScoringToo() throws Exception {
    changeTo(PATIENT, 1);

    assertThat(behind.definition("pump").alerts().openAfter()).isEqualTo(3);
    assertThat(behind.digest("pump")).isEqualTo(second.digest());
    assertThat(behind.of("pump", "").openAfter()).isEqualTo(3);
    assertThat(behind.of("pump", "").digest()).isEqualTo(second.digest());
  }

  @Test
  void whatWasMadeIsKeptUntilTheDefinitionChangesThoughTheModelBeTheSame() throws Exception {
    changeTo(PATIENT, 1);
    Made made = behind.of("pump", "");
    assertThat(behind.of("pump", second.digest())).isSameAs(made);

    changeTo(PumpDetectors.PUMP, 2);

    assertThat(behind.of("pump", second.digest()).openAfter()).isEqualTo(2);
  }

  @Test
  void whatACommandDefinedIsForgottenWithTheDetector() throws Exception {
    changeTo(PATIENT, 1);
    scoring.tell("pump", ModelAction.REMOVE_DETECTOR, null, null);
    scoring.barrier(2);

    assertThat(behind.definition("pump").alerts().openAfter()).isEqualTo(2);
    assertThat(behind.digest("pump")).isEqualTo(defined);
  }

  @Test
  void whatCommandsDefinedGoesWithTheLastOperatorThatKnewIt() throws Exception {
    changeTo(PATIENT, 1);
    scoring.close();
    assertThat(behind.definition("pump").alerts().openAfter()).isEqualTo(3);

    behind.close();
    behind = open();

    assertThat(behind.definition("pump").alerts().openAfter()).isEqualTo(2);
  }

  private void changeTo(String yaml, long checkpoint) throws Exception {
    scoring.tell("pump", ModelAction.CHANGE_DETECTOR, second, yaml);
    scoring.barrier(checkpoint);
  }

  private ByModel<Made> open() {
    return new ByModel<>(
        detectors,
        ModelFiles.local(),
        new Scoring(1, Duration.ofMillis(20)),
        scoring.context(),
        (definition, model) -> new Made(definition.alerts().openAfter(), model.digest()));
  }

  /** No record: each is itself only. */
  private static final class Made {
    private final int openAfter;
    private final String digest;

    private Made(int openAfter, String digest) {
      this.openAfter = openAfter;
      this.digest = digest;
    }

    int openAfter() {
      return openAfter;
    }

    String digest() {
      return digest;
    }
  }
}
