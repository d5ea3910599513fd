package io.tidemark.detector.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files that are generated from a schema's fields, in the source tree. */
final class OptionPage {
  private static final String REWRITE = "tidemark.rewrite";
  private static final List<String> HEAD =
      List.of("| field | accepted | default | meaning |", "|---|---|---|---|");

  private OptionPage() {}

  /** Checks that a page has the table of the fields. */
  static void checkTable(Path page, List<DeclaredField> fields, String module, Class<?> test)
      throws IOException {
    List<String> lines = Files.readAllLines(page);
    int start = lines.indexOf(HEAD.get(0));
    assertThat(start).as("%s: line of '%s'", page, HEAD.get(0)).isNotNegative();
    int end = start;
    while (end < lines.size() && lines.get(end).startsWith("|")) {
      end++;
    }
    List<String> expected = new ArrayList<>(lines.subList(0, start));
    expected.addAll(HEAD);
    fields.forEach(field -> expected.add(field.row()));
    expected.addAll(lines.subList(end, lines.size()));
    check(page, expected, module, test);
  }

  /** Checks that a file lists the default of every field that has one. */
  static void checkDefaults(Path file, List<DeclaredField> fields, String module, Class<?> test)
      throws IOException {
    check(
        file,
        fields.stream().filter(DeclaredField::hasDefault).map(DeclaredField::pinned).toList(),
        module,
        test);
  }

  private static void check(Path file, List<String> expected, String module, Class<?> test)
      throws IOException {
    if (Boolean.getBoolean(REWRITE)) {
      Files.write(file, expected);
    }
    assertThat(Files.readAllLines(file))
        .as(
            "%s differs from the schema; to rewrite it: mvn test -pl %s -am -Dtest=%s -D%s=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false",
            file, module, test.getSimpleName(), REWRITE)
        .isEqualTo(expected);
  }
}
