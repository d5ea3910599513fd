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
import io.tidemark.schemas.option.OptionSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code pipeline.yaml}. {@code pipeline.schema.json} declares the fields and their defaults.
 */
public final class PipelineConfigReader {
  private static final OptionSchema SCHEMA =
      OptionSchema.load(PipelineConfigReader.class, "pipeline.schema.json");

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
    return YamlFile.read(file, SCHEMA, top -> config(top, folder));
  }

  /** As {@link #read}, from a text. */
  public static PipelineConfig parse(String yaml, Path folder) {
    return YamlFile.parse(yaml, SCHEMA, top -> config(top, folder));
  }

  private static PipelineConfig config(YamlSection top, Path folder) {
    String jobName = top.text("jobName");
    Formats formats = Formats.read(top, folder);
    Events events = events(top.section("events"), formats);
    return new PipelineConfig(
        jobName,
        kafka(top.section("kafka"), jobName),
        top.texts("detectors").stream().map(path -> folder.resolve(path).normalize()).toList(),
        events,
        output(top, "alerts", formats, "notBefore"),
        notBefore(top.section("alerts"), events.bounded()),
        output(top, "deadLetters", formats),
        output(top, "coverage", formats),
        optional(top, "lateEvents", formats),
        optional(top, "scores", formats),
        top.oneOf("delivery", Delivery.class),
        checkpoints(top.section("checkpoints"), folder),
        top.oneOf("state", StateStore.class),
        top.duration("forgetAfter"),
        scoring(top.section("scoring")),
        top.integer("parallelism"),
        top.has("feedback") ? feedback(top.section("feedback")) : null,
        top.has("control") ? control(top.section("control"), folder, formats) : null,
        optional(top, "silences", formats),
        top.has("models") ? modelKey(top.section("models"), folder) : null);
  }

  private static String feedback(YamlSection section) {
    String topic = section.text("topic");
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
            output(section, "commands", formats),
            output(section, "answers", formats),
            folder.resolve(section.text("store")).normalize());
    section.done();
    return control;
  }

  private static Kafka kafka(YamlSection section, String jobName) {
    String groupId = section.optionalText("groupId");
    Kafka kafka =
        new Kafka(
            section.text("bootstrapServers"),
            groupId == null ? jobName : groupId,
            section.textMap("properties"));
    section.done();
    return kafka;
  }

  private static Events events(YamlSection section, Formats formats) {
    Events events =
        new Events(
            new JobFormats(formats.of(section), formats.registry()),
            section.duration("maxLead"),
            section.duration("idleness"),
            StartFrom.parse(section.path("startFrom"), section.text("startFrom")),
            section.bool("bounded"));
    section.done();
    return events;
  }

  /** A job that ends with its topics judges what is in them, all of which is past. */
  private static NotBefore notBefore(YamlSection alerts, boolean bounded) {
    if (bounded && !alerts.has("notBefore")) {
      return NotBefore.NONE;
    }
    return NotBefore.parse(alerts.path("notBefore"), alerts.text("notBefore"));
  }

  private static @Nullable Output optional(YamlSection top, String field, Formats formats) {
    return top.has(field) ? output(top, field, formats) : null;
  }

  /**
   * @param others fields of the section that are read elsewhere
   */
  private static Output output(YamlSection top, String field, Formats formats, String... others) {
    YamlSection section = top.section(field);
    List.of(others).forEach(section::has);
    String name = section.text("topic");
    Check.text(section.path("topic"), name);
    Output output = new Output(name, formats.of(section));
    section.done();
    return output;
  }

  private static Checkpoints checkpoints(YamlSection section, Path folder) {
    String dir = section.optionalText("dir");
    Checkpoints checkpoints =
        new Checkpoints(
            section.duration("interval"),
            dir == null || URI.matcher(dir).matches()
                ? dir
                : folder.resolve(dir).normalize().toString());
    section.done();
    return checkpoints;
  }

  private static Scoring scoring(YamlSection section) {
    Scoring scoring =
        new Scoring(
            section.integer("batchSize"),
            section.duration("maxDelay"),
            section.has("shedding") ? shedding(section.section("shedding")) : null,
            section.integer("cudaMemoryMiB"));
    section.done();
    return scoring;
  }

  private static Scoring.Shedding shedding(YamlSection section) {
    Scoring.Shedding shedding =
        new Scoring.Shedding(section.duration("after"), section.integer("stride"));
    section.done();
    return shedding;
  }
}
