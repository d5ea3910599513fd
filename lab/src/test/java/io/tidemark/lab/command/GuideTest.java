package io.tidemark.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The lab's commands in the guide are accepted as written. */
class GuideTest {
  private static final Path ROOT = Path.of("..");

  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      for (Path page : docs.filter(page -> page.toString().endsWith(".md")).sorted().toList()) {
        Files.readAllLines(page).stream()
            .map(line -> line.replaceFirst("^([A-Z_]+=\\S+ )+", ""))
            .map(line -> line.replace(" N ", " 1000 ")) // a number that the text explains
            .filter(line -> line.startsWith("./tidemark-lab "))
            .forEach(commands::add);
      }
    }
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsAcceptedAsWritten(String command) {
    String[] words = command.strip().split("\\s+");

    assertThat(
            new CommandLine(new TidemarkLab())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Arrays.copyOfRange(words, 1, words.length)))
        .isNotNull();
  }

  @Test
  void theGuideHasCommands() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(8);
  }
}
