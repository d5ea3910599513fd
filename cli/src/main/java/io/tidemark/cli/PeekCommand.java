package io.tidemark.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.peek.ProfileText;
import io.tidemark.cli.peek.RecordTrial;
import io.tidemark.cli.peek.TopicProfile;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.definition.TopicSelection;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.kafka.TopicReader;
import io.tidemark.schemas.wire.FormatName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark peek}: what lies in a topic, and what a definition makes of it. */
@Command(
    name = "peek",
    sortOptions = false,
    description =
        "Show what the newest records of a topic look like: their format and, of JSON, the paths with"
            + " types, ranges and how often they come. With --detector also what each record gives,"
            + " or why it gives nothing.")
final class PeekCommand implements Callable<Integer> {
  private static final int MOST_RECORDS = 1_000_000;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(names = "--topic", description = "Topic to look at (default: that of --detector).")
  private @Nullable String topic;

  @Option(names = "--detector", paramLabel = "YAML", description = "Definition to try.")
  private @Nullable Path detector;

  @Option(
      names = "--format",
      defaultValue = "avro",
      description =
          "Wire format where the definition names none: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private FormatName format;

  @Option(
      names = "--records",
      defaultValue = "1000",
      paramLabel = "N",
      description = "Records to look at (default: ${DEFAULT-VALUE}).")
  private int records;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (records < 1 || records > MOST_RECORDS) {
      throw DefinitionException.of("--records", records, "a number from 1 to " + MOST_RECORDS);
    }
    DetectorDefinition definition = detector == null ? null : DefinitionReader.read(detector);
    String name = topic != null || definition == null ? topic : onlyTopic(definition);
    if (name == null) {
      throw DefinitionException.of(
          "--topic", "nothing", "a topic, or pass a --detector that reads one topic");
    }
    kafka.requireTopic("--topic", name);
    TopicProfile profile = new TopicProfile();
    RecordTrial trial =
        definition == null ? null : new RecordTrial(definition, registry.formats(format));
    try (TopicReader reader = TopicReader.open(kafka.client(), List.of(name))) {
      reader.fromNewest(records);
      reader.readToEnd(
          kept -> {
            profile.add(kept.value());
            if (trial != null) {
              trial.add(kept);
            }
          });
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(PrintableText.json(json(name, profile, trial).toString()));
    } else {
      ProfileText.print(name, profile, out);
      print(trial, out);
    }
    return Tidemark.DONE;
  }

  private static @Nullable String onlyTopic(DetectorDefinition definition) {
    TopicSelection topics = definition.events().topics();
    return topics.several() ? null : topics.only();
  }

  private static ObjectNode json(String topic, TopicProfile profile, @Nullable RecordTrial trial) {
    ObjectNode json = ProfileText.json(topic, profile);
    if (trial != null) {
      json.put("useful", trial.useful());
      json.put("passedOver", trial.passedOver());
      json.put("deadLetters", trial.wrong());
      ArrayNode shown = json.putArray("first");
      trial.shown().forEach(shown::add);
    }
    return json;
  }

  private static void print(@Nullable RecordTrial trial, PrintWriter out) {
    if (trial != null) {
      out.printf(
          Locale.ROOT,
          "The definition: %,d records give observations, %,d are not for it, %,d would be dead"
              + " letters%n",
          trial.useful(),
          trial.passedOver(),
          trial.wrong());
      trial.shown().forEach(line -> out.println("  " + PrintableText.of(line)));
    }
  }
}
