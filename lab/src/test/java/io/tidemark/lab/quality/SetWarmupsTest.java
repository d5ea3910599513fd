package io.tidemark.lab.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.definition.DetectorDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetWarmupsTest {
  private static final String FROM_TRAIN =
      "{\"seconds\": 50, \"quietOnly\": true, \"from\": \"train\"}";
  private static final int NEVER = -1000;

  private final DetectorDefinition definition = SmallSet.definition();

  @TempDir Path train;
  @TempDir Path test;

  @Test
  void aKeyWarmsUpOnItsOwnFirstRows() throws IOException {
    LoadedSet trained =
        loaded(new SmallSet().rows("a", 0, 100, NEVER).write(train, "{\"rows\": 30}", ""));
    LoadedSet tested =
        loaded(new SmallSet().rows("a", 500, 100, NEVER).write(test, "{\"rows\": 30}", ""));

    SetWarmups warmups = new SetWarmups(definition, tested, trained);

    assertThat(warmups.ticks("a")).isEqualTo(30);
    assertThat(earlier(warmups)).isEmpty();
  }

  @Test
  void aKeySeenEarlierInTheTrainingFolderWarmsUpThere() throws IOException {
    LoadedSet trained = loaded(new SmallSet().rows("a", 0, 100, 10).write(train, FROM_TRAIN, ""));
    LoadedSet tested = loaded(new SmallSet().rows("a", 500, 100, 510).write(test, FROM_TRAIN, ""));

    SetWarmups warmups = new SetWarmups(definition, tested, trained);

    // 50 seconds less 10 rows of an event; and in the test table nothing is left out.
    assertThat(warmups.ticks("a")).isEqualTo(40);
    assertThat(earlier(warmups)).containsExactlyEntriesOf(Map.of("a", 40));
    assertThat(skipped(warmups, tested)).isZero();
  }

  @Test
  void aKeyThatTheTrainingFolderDoesNotKnowWarmsUpOnItsOwnQuietRows() throws IOException {
    LoadedSet trained = loaded(new SmallSet().rows("a", 0, 100, 10).write(train, FROM_TRAIN, ""));
    LoadedSet tested = loaded(new SmallSet().rows("b", 500, 100, 510).write(test, FROM_TRAIN, ""));

    SetWarmups warmups = new SetWarmups(definition, tested, trained);

    assertThat(warmups.ticks("b")).isEqualTo(40);
    assertThat(earlier(warmups)).isEmpty();
    assertThat(skipped(warmups, tested)).isEqualTo(10);
  }

  @Test
  void theSameFolderTwiceIsNoEarlierTime() throws IOException {
    LoadedSet both = loaded(new SmallSet().rows("a", 0, 100, 10).write(train, FROM_TRAIN, ""));

    SetWarmups warmups = new SetWarmups(definition, both, both);

    assertThat(warmups.ticks("a")).isEqualTo(40);
    assertThat(earlier(warmups)).isEmpty();
    assertThat(skipped(warmups, both)).isEqualTo(10);
  }

  @Test
  void labelsTrainNothingUnlessTheSetSaysSo() throws IOException {
    String rows = "{\"rows\": 30}";
    SmallSet labelled = new SmallSet().rows("a", 0, 100, 10);
    SmallSet quiet = new SmallSet().rows("a", 0, 100, NEVER);

    String calibration = "calibration rows of every key";
    assertThat(
            SetTraining.windows(definition, loaded(labelled.write(train, rows, calibration)))
                .digest())
        .isEqualTo(
            SetTraining.windows(definition, loaded(quiet.write(test, rows, calibration))).digest());
    int all =
        SetTraining.windows(definition, loaded(quiet.write(test, rows, "rows of label 0"))).size();
    int some =
        SetTraining.windows(definition, loaded(labelled.write(train, rows, "rows of label 0")))
            .size();
    // Ten rows of label 1 touch thirteen windows of four.
    assertThat(all - some).isEqualTo(13);
  }

  private static Map<String, Integer> earlier(SetWarmups warmups) {
    Map<String, Integer> rows = new HashMap<>();
    warmups.before((row, observation) -> rows.merge(observation.key(), 1, Integer::sum));
    return rows;
  }

  private int skipped(SetWarmups warmups, LoadedSet set) {
    int[] count = new int[1];
    set.table().forEach((row, seen) -> count[0] += warmups.skips(row, seen) ? 1 : 0);
    return count[0];
  }

  private LoadedSet loaded(PublicSet set) {
    return LoadedSet.read(definition, set);
  }
}
