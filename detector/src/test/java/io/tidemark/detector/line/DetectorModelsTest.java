package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.Recorder;
import io.tidemark.detector.RoundTrip;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.BatchScorer;
import io.tidemark.detector.model.CarriedState;
import io.tidemark.detector.model.ModelException;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.ScoredWindow;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.detector.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which model judges a key while models come and go: warm-up of 60, so 57 windows to learn. */
class DetectorModelsTest {
  private static final int WARM_UP = 60;
  private static final int TO_LEARN = WARM_UP - 4 + 1;
  private static final String YAML = Definitions.PUMP.replace("warmup: 12", "warmup: " + WARM_UP);

  private final DetectorDefinition definition = Definitions.parse(YAML);
  private final OnnxModel oldFile = open(TinyModel.of(definition));
  private final OnnxModel newFile = open(TinyModel.of(definition).withVersion("2"));
  private final LineModel old = model(oldFile, 1);
  private final LineModel next = model(newFile, 1);
  private final LineHost host = new LineHost(definition, DetectorModels.of(old));

  private static OnnxModel open(TinyModel model) {
    return OnnxModel.open("tiny", model.bytes(), ProviderPreference.CPU);
  }

  private LineModel model(OnnxModel file, int batch) {
    return LineModel.of(definition, file, batch, 1);
  }

  @AfterEach
  void close() {
    oldFile.close();
    newFile.close();
  }

  @Test
  void afterAPromotionNoWindowIsWithoutAVerdict() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    read(100, 300);
    host.finish();
    assertThat(ends()).isEqualTo(seconds(WARM_UP + 1, 300));
    List<String> digests = digests();
    int first = digests.indexOf(next.digest());
    assertThat(digests.subList(0, first)).containsOnly(old.digest());
    assertThat(digests.subList(first, digests.size())).containsOnly(next.digest());
    // Ticks 97 to 99 were still open at the promotion; each normal window is learned.
    long anomalous =
        host.recorder.verdicts().subList(37, first).stream().filter(v -> v.anomalous()).count();
    assertThat(first).isEqualTo(100 - 3 - WARM_UP + TO_LEARN + (int) anomalous);
  }

  @Test
  void aKeyLearnsNoAnomalyAsNormalForTheNewModel() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    readJump(100, 130);
    read(130, 300);
    host.finish();
    assertThat(ends()).isEqualTo(seconds(WARM_UP + 1, 300));
    int first = digests().indexOf(next.digest());
    long learned =
        host.recorder.verdicts().subList(37, first).stream().filter(v -> !v.anomalous()).count();
    assertThat(learned).isEqualTo(TO_LEARN);
    assertThat(first - 37).isGreaterThan(TO_LEARN + 25);
  }

  @Test
  void aKeyThatHasLearnedIsJudgedByTheNewModelAsOneThatStartedWithIt() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    read(100, 300);
    readJump(300, 320);
    host.finish();
    assertThat(host.recorder.verdicts().subList(245, 255)).allMatch(v -> v.anomalous());
    assertThat(host.recorder.verdicts().subList(245, 255))
        .allMatch(v -> v.autoencoder() != null && v.companion() != null);
  }

  @Test
  void aRollBackJudgesByTheOldModelAtOnce() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    read(100, 200);
    assertThat(lastDigest()).isEqualTo(next.digest());
    host.line.serve(new DetectorModels(old, next, null));
    int before = host.recorder.judged().size();
    read(200, 210);
    assertThat(digests().subList(before, before + 10)).containsOnly(old.digest());
    // And forward again at once, since what the key knew of the new model is kept.
    host.line.serve(new DetectorModels(next, old, null));
    read(210, 220);
    assertThat(digests().subList(before + 10, before + 20)).containsOnly(next.digest());
  }

  @Test
  void aRollBackBeforeKeysAreReadyChangesNothingForThem() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    read(100, 120);
    host.line.serve(DetectorModels.of(old));
    read(120, 200);
    host.finish();
    assertThat(digests()).containsOnly(old.digest());
    assertThat(ends()).isEqualTo(seconds(WARM_UP + 1, 200));
  }

  @Test
  void aKeyInItsWarmUpAtThePromotionGoesOnWithIt() {
    read(0, 30);
    host.line.serve(new DetectorModels(next, old, null));
    read(30, 100);
    host.finish();
    assertThat(digests()).containsOnly(next.digest());
    assertThat(ends()).isEqualTo(seconds(WARM_UP + 1, 100));
  }

  @Test
  void aKeyThatIsNewAfterThePromotionIsOfTheNewModel() {
    host.line.serve(new DetectorModels(next, old, null));
    read(0, 100);
    host.finish();
    assertThat(digests()).containsOnly(next.digest());
    assertThat(ends()).isEqualTo(seconds(WARM_UP + 1, 100));
  }

  @Test
  void aShadowLearnsNormalWindowsOnlyAndThenLooksOn() {
    read(0, 100);
    host.line.serve(new DetectorModels(old, null, next));
    readJump(100, 130);
    read(130, 250);
    List<Recorder.Judged> verdicts = host.recorder.judged();
    assertThat(digests()).containsOnly(old.digest());
    int compared = host.recorder.compared().size();
    List<Recorder.Judged> learning = verdicts.subList(37, verdicts.size() - compared);
    assertThat(learning.stream().filter(j -> !j.verdict().anomalous()).count()).isEqualTo(TO_LEARN);
    assertThat(learning.stream().filter(j -> j.verdict().anomalous()).count()).isGreaterThan(25);
    assertThat(host.recorder.compared())
        .extracting(Recorder.Judged::digest)
        .containsOnly(next.digest());
    assertThat(Objects.requireNonNull(host.modelsOf("p").other(next.digest())).ready()).isTrue();
    // It knows the keys by now, so that its promotion changes the verdict of the next window.
    host.line.serve(new DetectorModels(next, old, null));
    int before = verdicts.size();
    read(250, 255);
    assertThat(digests().subList(before, before + 5)).containsOnly(next.digest());
  }

  @Test
  void aShadowFromTheBeginningLearnsTheWarmUp() {
    host.line.serve(new DetectorModels(old, null, next));
    read(0, 100);
    host.finish();
    assertThat(host.recorder.compared()).hasSameSizeAs(host.recorder.judged());
    assertThat(host.recorder.compared()).isNotEmpty();
  }

  @Test
  void modelsDoNotChangeWhileWindowsWait() {
    LineHost batching = new LineHost(definition, DetectorModels.of(model(oldFile, 64)));
    stream(0, 68, 99).forEach(o -> batching.observe(o, o.eventTimeMillis(), o.eventTimeMillis()));
    assertThat(batching.line.waiting()).isPositive();
    assertThatThrownBy(() -> batching.line.serve(DetectorModels.of(next)))
        .isInstanceOf(IllegalStateException.class);
    batching.line.flush();
    batching.line.serve(DetectorModels.of(next));
    assertThat(batching.line.models().serving()).isEqualTo(next);
  }

  @Test
  void promotionsAndRollBacksDoNotDependOnBatchesNorOnRestores() {
    for (int seed = 0; seed < 50; seed++) {
      List<Recorder.Judged> expected = rolled(seed, 1, false).judged();
      for (int batch : new int[] {7, 64}) {
        List<Recorder.Judged> found = rolled(seed, batch, true).judged();
        assertThat(found).as("seed %d", seed).hasSameSizeAs(expected);
        for (int i = 0; i < found.size(); i++) {
          Recorder.Judged one = found.get(i);
          Recorder.Judged other = expected.get(i);
          assertThat(one.digest()).as("seed %d, window %d", seed, i).isEqualTo(other.digest());
          assertThat(window(one).endMillis()).isEqualTo(window(other).endMillis());
          assertThat(one.verdict().score())
              .isCloseTo(
                  other.verdict().score(), within(1e-6 * (1 + Math.abs(other.verdict().score()))));
        }
      }
    }
  }

  /**
   * The models change at random points, with windows flushed before, as a job does at a barrier.
   */
  private Recorder rolled(int seed, int batch, boolean restores) {
    LineModel a = model(oldFile, batch);
    LineModel b = model(newFile, batch);
    List<DetectorModels> choices =
        List.of(
            DetectorModels.of(a),
            new DetectorModels(a, null, b),
            new DetectorModels(b, a, null),
            new DetectorModels(a, b, null));
    LineHost rolling = new LineHost(definition, choices.get(0));
    Random when = new Random(seed);
    Random restoring = new Random(seed);
    for (Observation o : stream(0, 400, 40 + seed)) {
      rolling.observe(o, o.eventTimeMillis(), o.eventTimeMillis());
      if (when.nextInt(40) == 0) {
        rolling.line.flush();
        rolling.line.serve(choices.get(when.nextInt(choices.size())));
      }
      if (restores && restoring.nextInt(10) == 0) {
        rolling.line.flush();
        rolling.restore("p");
      }
    }
    return rolling.finish().recorder;
  }

  @Test
  void whatAKeyHasLearnedSurvivesItsBinaryFormWhileModelsChange() {
    read(0, 100);
    host.line.serve(new DetectorModels(next, old, null));
    read(100, 120);
    KeyModels models = RoundTrip.of(host.modelsOf("p"), KeyModels::write, KeyModels::read);
    assertThat(models.judgedBy()).isEqualTo(old.digest());
    assertThat(models.readyFor(old.digest())).isTrue();
    assertThat(models.readyFor(next.digest())).isFalse();
  }

  @Test
  void whereTheServingModelFailsItsWindowsHaveNoVerdictAndTheLineGoesOn() {
    host.line.serve(DetectorModels.of(failing(oldFile)));
    read(0, 100);
    readJump(100, 130);
    read(130, 200);
    host.finish();

    assertThat(host.recorder.failures())
        .isNotEmpty()
        .containsOnly(new Recorder.Failure(old.digest(), 1));
    int failed = host.recorder.failures().size();
    assertThat(ends()).hasSize(200 - WARM_UP - failed).endsWith(200_000L);
    assertThat(host.line.waiting()).isZero();
    assertThat(host.state("p").isWaiting()).isFalse();
  }

  @Test
  void whereTheShadowOrTheModelBeforeFailsTheServingModelJudges() {
    read(0, 100);
    host.line.serve(new DetectorModels(old, null, failing(newFile)));
    readJump(100, 130);
    assertThat(host.recorder.failures())
        .isNotEmpty()
        .containsOnly(new Recorder.Failure(next.digest(), 0));
    host.line.serve(new DetectorModels(next, failing(oldFile), null));
    readJump(130, 150);
    read(150, 250);
    host.finish();

    assertThat(host.recorder.failures()).contains(new Recorder.Failure(old.digest(), 0));
    assertThat(lastDigest()).isEqualTo(next.digest());
    assertThat(ends()).endsWith(250_000L);
  }

  /** A host that does not say what to do about a failure, as a replay, gets it. */
  @Test
  void aFailureReachesAHostThatDoesNotHandleIt() {
    ModelException reason = new ModelException("broken");
    assertThatThrownBy(() -> new LineListener() {}.failed(old, 0, reason)).isSameAs(reason);
  }

  /** Scores by the file, but fails on a batch that holds a value beyond normal noise. */
  private LineModel failing(OnnxModel file) {
    BatchScorer scorer = new FailingScorer(file.batch(1, true));
    return new LineModel(
        definition, file.metadata(), LineModel.identity(file), scorer, file::microsPerWindow, 1);
  }

  private static final class FailingScorer implements BatchScorer {
    private final BatchScorer batch;
    private boolean fails;

    private FailingScorer(BatchScorer batch) {
      this.batch = batch;
    }

    @Override
    public void add(Window window, CarriedState state) {
      for (float value : window.values()) {
        fails |= Math.abs(value) > 6;
      }
      batch.add(window, state);
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public boolean full() {
      return batch.full();
    }

    @Override
    public void score() {
      if (fails) {
        throw new ModelException("a value beyond 6");
      }
      batch.score();
    }

    @Override
    public ScoredWindow scored(int i) {
      return batch.scored(i);
    }

    @Override
    public void clear() {
      fails = false;
      batch.clear();
    }
  }

  private static Window window(Recorder.Judged judged) {
    return judged.verdict().scored().window();
  }

  private void read(int from, int to) {
    read(stream(from, to, Integer.MAX_VALUE));
  }

  private void readJump(int from, int to) {
    read(stream(from, to, from));
  }

  private void read(List<Observation> stream) {
    stream.forEach(o -> host.observe(o, o.eventTimeMillis(), o.eventTimeMillis()));
  }

  /** Second by second, 30 s of it far off from {@code jumpAt} on. */
  private static List<Observation> stream(int from, int to, int jumpAt) {
    List<Observation> stream = new ArrayList<>();
    Random random = new Random(5);
    for (int second = 0; second < to; second++) {
      double current = 10 + random.nextGaussian() * 0.5;
      double pressure = 3 + random.nextGaussian() * 0.2;
      if (second >= jumpAt && second - jumpAt < 30) {
        current += 8;
      }
      if (second >= from) {
        stream.add(SensorStream.at("p", second * 1000L, second, current, pressure));
      }
    }
    return stream;
  }

  private List<Long> ends() {
    return host.recorder.verdicts().stream().map(v -> v.scored().window().endMillis()).toList();
  }

  private static List<Long> seconds(int first, int last) {
    List<Long> ends = new ArrayList<>();
    for (int second = first; second <= last; second++) {
      ends.add(second * 1000L);
    }
    return ends;
  }

  private List<String> digests() {
    return host.recorder.judged().stream().map(Recorder.Judged::digest).toList();
  }

  private String lastDigest() {
    List<String> digests = digests();
    return digests.get(digests.size() - 1);
  }
}
