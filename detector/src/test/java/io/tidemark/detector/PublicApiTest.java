package io.tidemark.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that lists the public types is what the module has. */
class PublicApiTest {
  private static final Path PAGE = Path.of("../docs/detector-api.md");
  private static final Pattern PACKAGE = Pattern.compile("## .*: `([a-z.]+)`");
  private static final Pattern TYPE = Pattern.compile("\\| `(\\w+)` \\|.*");

  @Test
  void thePageListsEveryPublicTypeAndNoOther() throws Exception {
    assertThat(listed()).isEqualTo(present());
  }

  private static Set<String> listed() throws IOException {
    Set<String> types = new TreeSet<>();
    String packageName = "";
    for (String line : Files.readAllLines(PAGE)) {
      Matcher heading = PACKAGE.matcher(line);
      Matcher type = TYPE.matcher(line);
      if (heading.matches()) {
        packageName = heading.group(1);
      } else if (type.matches()) {
        types.add(packageName + "." + type.group(1));
      }
    }
    return types;
  }

  private static Set<String> present() throws Exception {
    Path classes =
        Path.of(DetectorLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(PublicApiTest::isTopLevelClass).toList()) {
        String name = classes.relativize(file).toString().replace('/', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type.getName());
        }
      }
    }
    return types;
  }

  private static boolean isTopLevelClass(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".class") && !name.contains("$") && !name.equals("package-info.class");
  }
}
