package io.tidemark.detector.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.detector.Definitions;
import io.tidemark.detector.SensorStream;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.ProviderPreference;
import io.tidemark.detector.model.OnnxModel;
import io.tidemark.detector.model.TinyModel;
import io.tidemark.detector.tick.Observation;
import io.tidemark.schemas.AlertKind;
import io.tidemark.schemas.AlertState;
import io.tidemark.schemas.AnomalyAlert;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A key's alerts say what its events last said of it. */
class TagsInAlertsTest {
  private static final String YAML =
      Definitions.PUMP
              .replace("warmup: 12", "warmup: 40")
              .replace("key: deviceId", "key: deviceId, tags: {site: tags.site, unit: tags.unit}")
          + "health: {gap: 20s}\nrunbook: https://wiki.example.org/pump\n";
  private static final int JUMP = 100;
  private static final int MOVE = 105;

  @Test
  void alertsHaveTheTagsOfTheirTimeHoweverWindowsAreBatched() {
    for (int batch : new int[] {1, 7, 1_000}) {
      List<AnomalyAlert> alerts = alerts(batch, false);
      assertThat(alerts).extracting(AnomalyAlert::getState).contains(AlertState.RESOLVED);
      assertThat(alerts)
          .extracting(AnomalyAlert::getRunbook)
          .containsOnly("https://wiki.example.org/pump");
      for (AnomalyAlert alert : alerts) {
        boolean moved = alert.getUpdatedAt().getEpochSecond() > MOVE - 2; // the lateness
        assertThat(alert.getTags())
            .as("batches of %d, %s", batch, alert.getUpdatedAt())
            .isEqualTo(Map.of("site", moved ? "b" : "a", "unit", "3"));
      }
    }
  }

  @Test
  void aRestartKeepsThem() {
    assertThat(alerts(7, true)).isEqualTo(alerts(7, false));
  }

  @Test
  void anAlertOfASilentKeyHasThemAndSoHasItsEndWhenTheKeyIsForgotten() {
    run(
        1,
        host -> {
          host.advance(1_000_000);
          assertThat(host.knows("p")).isFalse();
          assertThat(host.recorder.alerts(AlertKind.GAP))
              .hasSizeGreaterThanOrEqualTo(2)
              .allSatisfy(
                  alert -> assertThat(alert.getTags()).isEqualTo(Map.of("site", "b", "unit", "3")));
        });
  }

  private static List<AnomalyAlert> alerts(int batch, boolean restores) {
    List<AnomalyAlert> alerts = new ArrayList<>();
    run(batch, restores, host -> alerts.addAll(host.finish().recorder.alerts(AlertKind.ANOMALY)));
    return alerts;
  }

  private static void run(int batch, Consumer<LineHost> then) {
    run(batch, false, then);
  }

  private static void run(int batch, boolean restores, Consumer<LineHost> then) {
    DetectorDefinition definition = Definitions.parse(YAML);
    try (OnnxModel file =
        OnnxModel.open("tiny", TinyModel.of(definition).bytes(), ProviderPreference.CPU)) {
      LineModel model = LineModel.of(definition, file, batch, 1);
      LineHost host = new LineHost(definition, DetectorModels.of(model), Duration.ofSeconds(300));
      for (Observation event : SensorStream.noisy("p", 140, JUMP, 1)) {
        long millis = event.eventTimeMillis();
        host.observe(tagged(event, (int) (millis / 1000)), millis, millis);
        if (restores && millis % 10_000 == 0) {
          host.line.flush();
          host.restore("p");
        }
      }
      then.accept(host);
    }
  }

  /** The unit is said once, the site now and then. */
  private static Observation tagged(Observation event, int second) {
    Map<String, String> tags =
        second == 0
            ? Map.of("unit", "3")
            : second % 5 == 0 ? Map.of("site", second < MOVE ? "a" : "b") : Map.of();
    return new Observation(
        event.detector(),
        event.key(),
        event.eventTimeMicros(),
        event.values(),
        tags,
        event.source());
  }
}
