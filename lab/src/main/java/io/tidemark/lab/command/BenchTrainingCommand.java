package io.tidemark.lab.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.Program;
import io.tidemark.detector.definition.DefinitionException;
import io.tidemark.export.benchmark.TrainingCost;
import io.tidemark.export.benchmark.TrainingMemory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark-lab bench training}: what training costs. */
@Command(
    name = "training",
    description =
        "Measure CPU seconds an epoch of the trainer against a plain DJL loop over the same network"
            + " and windows, and memory over many epochs.")
final class BenchTrainingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--windows",
      defaultValue = "10000",
      description = "Windows an epoch, to measure time (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--epochs",
      defaultValue = "3",
      description = "Epochs of each, after one that is not counted (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--memory-windows",
      defaultValue = "500",
      description = "Windows an epoch, to measure memory (default: ${DEFAULT-VALUE}).")
  private int memoryWindows;

  @Option(
      names = "--memory-epochs",
      defaultValue = "200",
      description = "Epochs to measure memory over (default: ${DEFAULT-VALUE}).")
  private int memoryEpochs;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    require("--windows", windows, 1_000_000);
    require("--epochs", epochs, 1000);
    require("--memory-windows", memoryWindows, 1_000_000);
    require("--memory-epochs", memoryEpochs, 100_000);
    TrainingCost.Cost cost = TrainingCost.measure(windows, epochs);
    TrainingMemory memory = TrainingCost.memory(memoryWindows, memoryEpochs);
    print(figures(cost, memory));
    return Program.DONE;
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw DefinitionException.of(option, value, "from 1 to " + most);
    }
  }

  private Map<String, Object> figures(TrainingCost.Cost cost, TrainingMemory memory) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("network", "lstm, hidden 64, windows 60x8");
    figures.put("windows", windows);
    figures.put("plainCpuSecondsPerEpoch", cost.plain());
    figures.put("trainerCpuSecondsPerEpoch", cost.trainer());
    figures.put("cpuRatio", cost.ratio());
    figures.put("memoryWindows", memoryWindows);
    figures.put("memoryEpochs", memoryEpochs);
    List<Integer> arrays = memory.arrays();
    int quarter = (arrays.size() - 1) / 4;
    figures.put("openArraysAtFirstQuarter", arrays.get(quarter));
    figures.put("openArraysAtEnd", arrays.get(arrays.size() - 1));
    if (!memory.megabytes().isEmpty()) {
      figures.put("residentMbAtFirstQuarter", memory.megabytes().get(quarter));
      figures.put("residentMbAtEnd", memory.megabytes().get(arrays.size() - 1));
      figures.put("residentMbPerEpoch", memory.slope());
    }
    return figures;
  }

  private void print(Map<String, Object> figures) throws IOException {
    if (json) {
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(figures));
      return;
    }
    figures.forEach((name, value) -> spec.commandLine().getOut().printf("%-28s %s%n", name, value));
  }
}
