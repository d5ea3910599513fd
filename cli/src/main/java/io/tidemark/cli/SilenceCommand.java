package io.tidemark.cli;

import io.tidemark.cli.silence.SilenceLine;
import io.tidemark.console.silence.SilenceIntake;
import io.tidemark.console.silence.SilenceRequest;
import io.tidemark.console.silence.SilenceTopic;
import io.tidemark.console.silence.Silences;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.Durations;
import io.tidemark.schemas.Silence;
import io.tidemark.schemas.silence.SilenceRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark silence}: begins, lists and ends silences. */
@Command(
    name = "silence",
    sortOptions = false,
    description =
        "Hold back messages about some keys, once or on a calendar, or begin a"
            + " maintenance in which the job learns nothing (docs/delivery.md).")
final class SilenceCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;
  @Mixin private LogOptions logs;

  @Option(
      names = "--silences-topic",
      paramLabel = "TOPIC",
      defaultValue = "silences",
      description = "Topic of silences, created when missing (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--keys",
      paramLabel = "PATTERN",
      description = "Keys to silence; * stands for any characters (default: all).")
  private @Nullable String keys;

  @Option(
      names = "--detector",
      paramLabel = "NAME",
      description = "Only alerts of this detector (default: all).")
  private @Nullable String detector;

  @Option(
      names = "--tag",
      paramLabel = "NAME=VALUE",
      description = "Only keys with this tag. May be repeated.")
  private @Nullable Map<String, String> tags;

  @Option(
      names = "--below",
      paramLabel = "SEVERITY",
      description = "Still deliver messages of this severity and above.")
  private @Nullable String below;

  @Option(names = "--for", paramLabel = "DURATION", description = "How long it lasts, such as 2h.")
  private @Nullable String lasts;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "When it begins: 2026-03-29T02:30 in --zone, or with an offset (default: now).")
  private @Nullable String from;

  @Option(names = "--until", paramLabel = "TIME", description = "When it ends, instead of --for.")
  private @Nullable String until;

  @Option(
      names = "--every",
      paramLabel = "RRULE",
      description =
          "Repeat it by a recurrence rule of RFC 5545, such as 'FREQ=WEEKLY;BYDAY=SU',"
              + " until somebody ends it.")
  private @Nullable String every;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of its times, such as Europe/Berlin (default: UTC).")
  private @Nullable String zone;

  @Option(
      names = "--never",
      description = "Never deliver the messages (default: afterwards, in one summary).")
  private boolean never;

  @Option(names = "--no-learn", description = "Let the job learn nothing from the keys meanwhile.")
  private boolean noLearn;

  @Option(names = "--comment", paramLabel = "TEXT", description = "Reason for the silence.")
  private @Nullable String comment;

  @Option(names = "--list", description = "Only list the silences, the newest first.")
  private boolean list;

  @Option(names = "--end", paramLabel = "ID", description = "Only end this silence, now.")
  private @Nullable String end;

  @Override
  public Integer call() throws IOException, InterruptedException {
    logs.apply();
    if (list && end != null) {
      throw new DefinitionException("--list: cannot go with --end");
    }
    Instant now = Instant.now();
    if (list) {
      kafka.requireTopics();
      Silences known = known();
      known
          .newestFirst()
          .forEach(rule -> spec.commandLine().getOut().println(SilenceLine.of(rule, now)));
    } else if (end != null) {
      kafka.requireTopic("--silences-topic", topic);
      end(end, now);
    } else {
      Silence silence = asked(now);
      kafka.createMissingCompacted(topic);
      write(silence, now);
    }
    return Tidemark.DONE;
  }

  private Silence asked(Instant now) {
    if ((lasts == null) == (until == null)) {
      throw new DefinitionException("--for, --until: one of them is needed");
    }
    SilenceRequest request =
        new SilenceRequest(
            keys,
            detector,
            tags,
            below,
            never ? "NEVER" : "LATER",
            from,
            until,
            lasts == null ? null : minutes(lasts),
            every,
            zone,
            !noLearn,
            comment);
    try {
      return request.silence(user(), now);
    } catch (IllegalArgumentException wrong) {
      throw new DefinitionException("silence: " + wrong.getMessage());
    }
  }

  private static Integer minutes(String text) {
    Duration duration = Durations.parse("--for", text);
    if (duration.toMinutes() > Integer.MAX_VALUE
        || !duration.equals(Duration.ofMinutes(duration.toMinutes()))) {
      throw DefinitionException.of("--for", text, "whole minutes");
    }
    return (int) duration.toMinutes();
  }

  private static String user() {
    return System.getProperty("user.name");
  }

  private void end(String id, Instant now) throws IOException, InterruptedException {
    SilenceRule rule = known().get(id);
    if (rule == null || rule.isOver(now)) {
      throw DefinitionException.of("--end", id, "the id of a silence that is not over; see --list");
    }
    write(rule.endedBy(user(), now), now);
  }

  private Silences known() throws InterruptedException {
    Silences silences = new Silences();
    try (SilenceIntake intake =
        new SilenceIntake(kafka.client(), topic, registry.registry(), silences)) {
      intake.start();
      if (!silences.areKnownWithin(PATIENCE)) {
        throw new DefinitionException(
            "--silences-topic: %s cannot be read to its end in %d s"
                .formatted(topic, PATIENCE.toSeconds()));
      }
    }
    return silences;
  }

  private void write(Silence silence, Instant now) throws IOException {
    try (SilenceTopic silences = new SilenceTopic(kafka.client(), topic)) {
      silences.send(silence);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(SilenceLine.of(SilenceRule.of(silence), now));
  }
}
