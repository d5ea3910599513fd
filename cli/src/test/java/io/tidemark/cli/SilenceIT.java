package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.cli.broker.SharedKafka;
import io.tidemark.pipeline.LocalJob;
import io.tidemark.pipeline.TidemarkJob;
import io.tidemark.pipeline.config.PipelineConfig;
import io.tidemark.pipeline.control.SilenceChange;
import io.tidemark.pipeline.source.KafkaSilences;
import io.tidemark.schemas.AnomalyAlert;
import io.tidemark.schemas.Silence;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Silences by command, and the job that reads them. */
class SilenceIT {
  @RegisterExtension static final SharedKafka kafka = new SharedKafka();

  private final StringWriter err = new StringWriter();

  @Test
  void aSilenceIsBegunListedAndEnded() {
    String topic = "--silences-topic=by-command";

    String begun =
        run(
            topic,
            "--keys=press-*",
            "--tag=site=berlin",
            "--for=1h",
            "--from=2030-03-30T02:30",
            "--every=FREQ=DAILY",
            "--zone=Europe/Berlin",
            "--never",
            "--no-learn",
            "--comment=cleaning");
    String id = begun.substring(0, begun.indexOf(','));

    assertThat(begun)
        .contains(
            "begins 2030-03-30T01:30:00Z, keys press-*, site=berlin, not delivered, nothing is"
                + " learned, FREQ=DAILY in Europe/Berlin, begun by "
                + System.getProperty("user.name"),
            "cleaning");
    assertThat(run(topic, "--list")).isEqualTo(begun);
    assertThat(run(topic, "--end=" + id)).contains("over", "ended by ");
    assertThat(run(topic, "--list")).contains(id + ", over");
    assertThat(code(new StringWriter(), topic, "--end=" + id)).isEqualTo(Tidemark.BAD_INPUT);
    assertThat(err.toString()).contains("--end: " + id + " is not accepted");
  }

  @Test
  void aJobRunsWithoutTheTopicAndKnowsWhatItHoldsWhenThereIsOne(@TempDir Path folder)
      throws Exception {
    PumpRun run = PumpRun.in(folder, kafka.bootstrapServers());
    String topic = run.prefix() + "-silences";
    PipelineConfig config =
        run.config("events: {bounded: true}", "silences: {topic: " + topic + "}");
    PipelineConfig.Output silences = Objects.requireNonNull(config.silences());
    var stream = PumpRun.stream();
    run.produce(stream, 100);

    assertThat(KafkaSilences.known(config, silences)).isEmpty();
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(config), "none")) {
      job.join();
    }
    PumpRun.assertSameAlerts(run.read("alerts", AnomalyAlert.class), run.alertsOfTheCore(stream));
    PipelineConfig endless =
        run.config("events: {idleness: 1d}", "silences: {topic: " + topic + "}");
    try (LocalJob job = LocalJob.start(TidemarkJob.checked(endless), "none")) {
      run.produce(stream, 0);
      PumpRun.await(
          () -> job.totals().getOrDefault("observations", 0L) instanceof Long seen && seen > 0);
    }

    run("--silences-topic=" + topic, "--keys=other", "--for=1h", "--no-learn");
    assertThat(KafkaSilences.known(config, silences))
        .extracting(SilenceChange::silence)
        .singleElement()
        .extracting(Silence::getKeys)
        .isEqualTo("other");
  }

  private String run(String... options) {
    StringWriter out = new StringWriter();
    assertThat(code(out, options)).as(err::toString).isZero();
    return out.toString().strip();
  }

  private int code(StringWriter out, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("silence", "--bootstrap-servers=" + kafka.bootstrapServers()));
    arguments.addAll(List.of(options));
    return Tidemark.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(new String[0]));
  }
}
