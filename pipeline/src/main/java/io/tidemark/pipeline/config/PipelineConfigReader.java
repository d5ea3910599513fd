package io.tidemark.pipeline.config;

import io.tidemark.detector.definition.Check;
import io.tidemark.detector.definition.YamlFile;
import io.tidemark.detector.definition.YamlSection;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.model.ModelKey;
import io.tidemark.pipeline.config.PipelineConfig.Checkpoints;
import io.tidemark.pipeline.config.PipelineConfig.Control;
import io.tidemark.pipeline.config.PipelineConfig.Delivery;
import io.tidemark.pipeline.config.PipelineConfig.Events;
import io.tidemark.pipeline.config.PipelineConfig.Kafka;
import io.tidemark.pipeline.config.PipelineConfig.Output;
import io.tidemark.pipeline.config.PipelineConfig.StateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code pipeline.yaml}. Only the broker and the detectors must be named. */
public final class PipelineConfigReader {
  /** With a scheme of two letters at least: one is a drive. */
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private PipelineConfigReader() {}

  /**
   * Reads a configuration; relative paths in it are taken from its folder.
   *
   * @throws io.tidemark.detector.definition.DefinitionException when the file cannot be read or a
   *     field is not accepted
   */
  public static PipelineConfig read(Path file) {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return YamlFile.read(file, top -> config(top, folder));
  }

  /** As {@link #read}, from a text. */
  public static PipelineConfig parse(String yaml, Path folder) {
    return YamlFile.parse(yaml, top -> config(top, folder));
  }

  private static PipelineConfig config(YamlSection top, Path folder) {
    String jobName = orElse(top.text("jobName", null), "tidemark");
    Formats formats = Formats.read(top, folder);
    Events events = events(top.section("events"), formats);
    return new PipelineConfig(
        jobName,
        kafka(top.section("kafka"), jobName),
        top.texts("detectors").stream().map(path -> folder.resolve(path).normalize()).toList(),
        events,
        output(top, "alerts", "alerts", formats, "notBefore"),
        notBefore(top.section("alerts"), events.bounded()),
        output(top, "deadLetters", "dead-letters", formats),
        output(top, "coverage", "coverage", formats),
        optional(top, "lateEvents", "late-events", formats),
        optional(top, "scores", "scores", formats),
        top.oneOf("delivery", Delivery.class, Delivery.EXACTLY_ONCE),
        checkpoints(top.section("checkpoints"), folder),
        top.oneOf("state", StateStore.class, StateStore.HEAP),
        orElse(top.duration("forgetAfter", null), PipelineConfig.FORGET_AFTER),
        scoring(top.section("scoring")),
        top.integer("parallelism", 1),
        top.has("feedback") ? feedback(top.section("feedback")) : null,
        top.has("control") ? control(top.section("control"), folder, formats) : null,
        top.has("models") ? modelKey(top.section("models"), folder) : null);
  }

  private static String feedback(YamlSection section) {
    String topic = orElse(section.text("topic", null), "alert-feedback");
    Check.text(section.path("topic"), topic);
    section.done();
    return topic;
  }

  private static ModelKey modelKey(YamlSection section, Path folder) {
    ModelKey key = ModelKey.read(folder.resolve(section.text("publicKey")).normalize());
    section.done();
    return key;
  }

  private static Control control(YamlSection section, Path folder, Formats formats) {
    Control control =
        new Control(
            output(section, "commands", "model-commands", formats),
            output(section, "answers", "control-events", formats),
            folder.resolve(section.text("store")).normalize());
    section.done();
    return control;
  }

  private static Kafka kafka(YamlSection section, String jobName) {
    Kafka kafka =
        new Kafka(
            section.text("bootstrapServers"),
            orElse(section.text("groupId", null), jobName),
            section.textMap("properties"));
    section.done();
    return kafka;
  }

  private static Events events(YamlSection section, Formats formats) {
    Events events =
        new Events(
            new JobFormats(formats.of(section), formats.registry()),
            orElse(section.duration("maxLead", null), Duration.ofDays(1)),
            orElse(section.duration("idleness", null), Duration.ofSeconds(10)),
            StartFrom.parse(
                section.path("startFrom"),
                orElse(section.text("startFrom", null), StartFrom.COMMITTED.toString())),
            section.bool("bounded", false));
    section.done();
    return events;
  }

  /** A job that ends with its topics judges what is in them, all of which is past. */
  private static NotBefore notBefore(YamlSection alerts, boolean bounded) {
    String text = alerts.text("notBefore", null);
    if (text == null) {
      return bounded ? NotBefore.NONE : NotBefore.START;
    }
    return NotBefore.parse(alerts.path("notBefore"), text);
  }

  private static @Nullable Output optional(
      YamlSection top, String field, String topic, Formats formats) {
    return top.has(field) ? output(top, field, topic, formats) : null;
  }

  /**
   * @param others fields of the section that are read elsewhere
   */
  private static Output output(
      YamlSection top, String field, String topic, Formats formats, String... others) {
    YamlSection section = top.section(field);
    List.of(others).forEach(section::has);
    String name = orElse(section.text("topic", null), topic);
    Check.text(section.path("topic"), name);
    Output output = new Output(name, formats.of(section));
    section.done();
    return output;
  }

  private static Checkpoints checkpoints(YamlSection section, Path folder) {
    String dir = section.text("dir", null);
    Checkpoints checkpoints =
        new Checkpoints(
            orElse(section.duration("interval", null), Duration.ofSeconds(10)),
            dir == null || URI.matcher(dir).matches()
                ? dir
                : folder.resolve(dir).normalize().toString());
    section.done();
    return checkpoints;
  }

  private static Scoring scoring(YamlSection section) {
    Scoring scoring =
        new Scoring(
            section.integer("batchSize", 64),
            orElse(section.duration("maxDelay", null), Duration.ofMillis(20)),
            section.has("shedding") ? shedding(section.section("shedding")) : null,
            section.integer("cudaMemoryMiB", 0));
    section.done();
    return scoring;
  }

  private static Scoring.Shedding shedding(YamlSection section) {
    Scoring.Shedding shedding =
        new Scoring.Shedding(section.duration("after"), section.integer("stride", 10));
    section.done();
    return shedding;
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
