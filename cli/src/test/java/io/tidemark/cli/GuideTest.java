package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the guide says: commands that are taken as written, links that lead somewhere. */
class GuideTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      Files.readAllLines(page).stream()
          .map(line -> line.replaceFirst("^([A-Z_]+=\\S+ )+", ""))
          .map(line -> line.replace(" N ", " 1000 ")) // a number that the text explains
          .filter(line -> line.startsWith("./tidemark "))
          .forEach(commands::add);
    }
    return commands;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsTakenAsWritten(String command) {
    String[] words = command.strip().split("\\s+");

    assertThat(
            new CommandLine(new Tidemark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(Arrays.copyOfRange(words, 1, words.length)))
        .isNotNull();
  }

  @Test
  void theGuideHasCommands() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsToAFileAndAHeading(Path page) throws IOException {
    Matcher links = LINK.matcher(Files.readString(page));
    while (links.find()) {
      Path target = page.resolveSibling(links.group(1)).normalize();
      assertThat(target).as("%s links to %s", page, links.group()).exists();
      if (links.group(2) != null) {
        assertThat(anchors(target))
            .as("%s links to %s", page, links.group())
            .contains(links.group(2));
      }
    }
  }

  @Test
  void everyClassThatTheArchitecturePageNamesIsThere() throws IOException {
    List<String> classes;
    try (Stream<Path> files = Files.walk(ROOT, 20)) {
      classes =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.replace(".java", ""))
              .toList();
    }
    List<String> named =
        Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)`")
            .matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();

    assertThat(named).hasSizeGreaterThan(50);
    assertThat(classes).containsAll(named);
  }

  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
