package io.tidemark.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tidemark.cli.init.InitFolder;
import io.tidemark.cli.init.InitOutcome;
import io.tidemark.cli.init.JobFile;
import io.tidemark.cli.init.TableHistory;
import io.tidemark.cli.init.TerminalQuestions;
import io.tidemark.cli.init.TopicHistory;
import io.tidemark.cli.training.TrainingProgress;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.detector.definition.DefinitionReader;
import io.tidemark.detector.definition.DetectorDefinition;
import io.tidemark.detector.mapping.JobFormats;
import io.tidemark.detector.mapping.TopicRecord;
import io.tidemark.export.ModelTrainer;
import io.tidemark.export.carried.CarriedTrainer;
import io.tidemark.export.preview.Preview;
import io.tidemark.export.proposal.Proposal;
import io.tidemark.export.proposal.Proposer;
import io.tidemark.export.proposal.Questions;
import io.tidemark.export.source.ObservationSource;
import io.tidemark.export.source.TrainingData;
import io.tidemark.export.training.TrainingOptions;
import io.tidemark.export.window.RowSelection;
import io.tidemark.schemas.PrintableText;
import io.tidemark.schemas.wire.FormatName;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark init}: from a topic to a detector, its model and a job. */
@Command(
    name = "init",
    sortOptions = false,
    description =
        "Look at the records of a topic, propose a detector for them, train its model on"
            + " the topic's history, and show what it would have reported. Writes a definition,"
            + " its model, a preview page and pipeline.yaml.")
final class InitCommand implements Callable<Integer> {
  private static final int MOST_RECORDS = 5_000_000;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private RegistryOptions registry;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Topic to read. Repeat the option for one detector that reads several topics.")
  private List<String> topics = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Table to read instead of a topic: CSV or CSV.gz timestamp,key,<columns...>. The"
              + " definition then expects its rows as JSON in a topic.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      defaultValue = "detectors",
      paramLabel = "DIR",
      description = "Folder for the files (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--records",
      defaultValue = "500000",
      paramLabel = "N",
      description =
          "How many of the newest records of each topic to look at (default:"
              + " ${DEFAULT-VALUE}).")
  private int records;

  @Option(names = "--ask", description = "Ask which field is the key and which the time.")
  private boolean ask;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Option(names = "--force", description = "Overwrite existing definitions.")
  private boolean force;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    InitFolder folder = InitFolder.open(out, force);
    OutputPath.requireFolder("--out", out);
    PrintWriter answer = spec.commandLine().getOut();
    Questions questions = ask ? new TerminalQuestions(answer) : Questions.NONE;
    JobFormats formats = registry.formats(FormatName.AVRO);
    List<Proposal> proposals = new Proposer(topics, formats, questions).propose(history());
    ArrayNode outcomes = JsonNodeFactory.instance.arrayNode();
    List<String> definitions = new ArrayList<>();
    for (Proposal proposal : proposals) {
      InitOutcome outcome = write(proposal, folder);
      definitions.add(String.valueOf(outcome.file().getFileName()));
      outcomes.add(outcome.json());
      if (!json) {
        outcome.print(answer);
      }
    }
    Path pipeline = folder.write("pipeline.yaml", job(definitions).yaml());
    createOutputs();
    if (json) {
      answer.println(PrintableText.json(outcomes.toString()));
    } else {
      answer.println("Now: ./tidemark run --config " + pipeline);
    }
    return Tidemark.DONE;
  }

  private void check() throws InterruptedException {
    if (records < 1 || records > MOST_RECORDS) {
      throw DefinitionException.of("--records", records, "a number from 1 to " + MOST_RECORDS);
    }
    if (data != null) {
      if (topics.size() > 1) {
        throw DefinitionException.of("--topic", topics, "one topic where --data is given");
      }
      if (topics.isEmpty()) {
        topics.add(String.valueOf(data.getFileName()).replaceAll("\\.csv(\\.gz)?$", ""));
      }
      return;
    }
    if (topics.isEmpty()) {
      throw DefinitionException.of("--topic", "nothing", "a topic to read, or pass --data");
    }
    for (String topic : topics) {
      kafka.requireTopic("--topic", topic);
    }
  }

  private List<TopicRecord> history() {
    return data == null
        ? TopicHistory.read(kafka.client(), topics, records)
        : TableHistory.read(data, topics.get(0), records);
  }

  private InitOutcome write(Proposal proposal, InitFolder folder) throws IOException {
    String name = proposal.definition().name();
    Path file = folder.write(name + ".yaml", proposal.yaml());
    DetectorDefinition definition = DefinitionReader.read(file);
    train(definition, proposal);
    Preview preview = Preview.of(definition, definition.modelFile(), proposal.observations());
    Path page = folder.file(name + "-preview.html");
    preview.write(page);
    return new InitOutcome(proposal, file, preview, page);
  }

  private void train(DetectorDefinition definition, Proposal proposal) throws IOException {
    TrainingOptions options = TrainingOptions.builder().architecture(CarriedTrainer.NAME).build();
    TrainingData training = new TrainingData(definition, false);
    training.read(
        new ObservationSource(String.join(", ", topics), proposal.observations()),
        RowSelection.CALIBRATION);
    try (TrainingProgress progress = new TrainingProgress(spec.commandLine().getErr())) {
      new ModelTrainer(definition, options, progress)
          .train(training.windows(), definition.modelFile());
    }
  }

  private JobFile job(List<String> definitions) {
    return new JobFile(
        kafka.servers(),
        kafka.properties(),
        kafka.propertiesFile(),
        registry.configured(),
        definitions);
  }

  /** The job asks for them; without a broker, which {@code --data} does not need, it says so. */
  private void createOutputs() throws InterruptedException {
    if (data == null) {
      for (String topic : JobFile.OUTPUTS) {
        kafka.createMissing(topic);
      }
    }
  }
}
