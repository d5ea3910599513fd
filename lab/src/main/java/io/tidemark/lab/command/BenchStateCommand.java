package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Program;
import io.tidemark.cli.broker.Folders;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.lab.state.StateBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench state}: what a key costs. */
@Command(
    name = "state",
    description = "Measure what all state of a key costs on the heap and in RocksDB.")
final class BenchStateCommand implements Callable<Integer> {
  private static final List<String> STORES = List.of("heap", "rocksdb");

  @Spec private CommandSpec spec;

  @Option(
      names = "--keys",
      defaultValue = "1000000",
      description = "Most keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--store",
      split = ",",
      defaultValue = "heap,rocksdb",
      description = "heap, rocksdb or both (default: ${DEFAULT-VALUE}).")
  private List<String> stores;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      description = "Seconds of load for each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (keys < 1 || keys > 10_000_000) {
      throw DefinitionException.of("--keys", keys, "from 1 to 10000000");
    }
    if (seconds < 1 || seconds > 3600) {
      throw DefinitionException.of("--seconds", seconds, "from 1 to 3600");
    }
    for (String store : stores) {
      if (!STORES.contains(store)) {
        throw DefinitionException.of("--store", store, "heap or rocksdb");
      }
    }
    Path folder = Files.createTempDirectory("tidemark-bench-");
    try {
      Map<String, Object> report = new StateBenchmark(keys, stores, seconds).run(folder);
      print(report);
    } finally {
      Folders.delete(folder);
    }
    return Program.DONE;
  }

  private void print(Map<String, Object> report) throws Exception {
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report));
      return;
    }
    report.forEach((name, value) -> out.printf("%-34s %s%n", name, value));
  }
}
