package io.tidemark.cli.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a job for proposed detectors.
 *
 * @param servers {@code host:port}, several separated by commas
 * @param properties of Kafka's clients
 * @param propertiesFile where they are from; null where there are none
 * @param registry fields of {@code schemaRegistry}; null for none
 * @param detectors names of definition files beside this one
 */
public record JobFile(
    String servers,
    Map<String, String> properties,
    @Nullable Path propertiesFile,
    @Nullable ObjectNode registry,
    List<String> detectors) {
  /** Topics that the job writes. */
  public static final List<String> OUTPUTS = List.of("alerts", "dead-letters");

  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|secret|jaas|token|credential|\\.key$).*");

  /** As a file. A secret is named by where it is, and not written. */
  public String yaml() {
    ObjectNode job = YAML.createObjectNode();
    job.put("jobName", "tidemark");
    ObjectNode kafka = job.putObject("kafka").put("bootstrapServers", servers);
    ObjectNode settings = YAML.createObjectNode();
    new TreeMap<>(properties).forEach((name, value) -> settings.put(name, named(name, value)));
    settings.remove("bootstrap.servers");
    if (!settings.isEmpty()) {
      kafka.set("properties", settings);
    }
    if (registry != null) {
      job.set("schemaRegistry", registry);
    }
    ArrayNode names = job.putArray("detectors");
    detectors.forEach(names::add);
    job.putObject("events").put("startFrom", "earliest");
    job.putObject("alerts").put("topic", OUTPUTS.get(0));
    job.putObject("deadLetters").put("topic", OUTPUTS.get(1));
    job.putObject("feedback").put("topic", "alert-feedback");
    job.putObject("silences").put("topic", "silences");
    job.putObject("checkpoints").put("interval", "5s").put("dir", "checkpoints");
    try {
      return "# Written by './tidemark init'. Every field is in docs/operations/configure.md.\n"
          + "# The job reads the topic's history first, so that its keys are warmed up at once.\n"
          + YAML.writeValueAsString(job);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private String named(String name, String value) {
    boolean secret = SECRET.matcher(name).matches() && !value.startsWith("${");
    return secret && propertiesFile != null
        ? "${file:" + propertiesFile.toAbsolutePath() + ":" + name + "}"
        : value;
  }
}
