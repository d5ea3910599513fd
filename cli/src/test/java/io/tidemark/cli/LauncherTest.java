package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code tidemark} with a Maven and a Java that only tell what they were asked. */
class LauncherTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path clone;

  @BeforeEach
  void layOutAClone() throws IOException {
    Files.copy(REPOSITORY.resolve("tidemark"), clone.resolve("tidemark"));
    executable(clone.resolve("tidemark"));
    Files.createSymbolicLink(clone.resolve("tidemark-lab"), Path.of("tidemark"));
    Files.writeString(clone.resolve("pom.xml"), "<jvm.flags>-Xshare:auto</jvm.flags>\n");
    Files.writeString(clone.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    for (String module : "schemas detector pipeline model-export console cli lab".split(" ")) {
      Files.createDirectories(clone.resolve(module).resolve("src"));
    }
    script("bin/java", "echo \"$CLASSPATH\"", "echo \"$@\"");
    script("bin/javac");
    script(
        "bin/mvn",
        "echo built >> builds",
        "while [ \"$1\" != -pl ]; do shift; done",
        "mkdir -p $2/target",
        "touch $2/target/tidemark-$2-0.2.0.jar",
        "printf %s \"$PWD/schemas/target/schemas.jar\" > $2/target/classpath.txt");
  }

  @Test
  void buildsOnceAndRunsWhatItBuilt() throws Exception {
    assertThat(run("broker", "--port", "1"))
        .startsWith(clone + "/cli/target/tidemark-cli-0.2.0.jar:" + clone + "/schemas/")
        .contains("-Xshare:auto")
        .contains("io.tidemark.cli.Tidemark broker --port 1");
    run();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void runsTheLabByItsOwnName() throws Exception {
    assertThat(runNamed("tidemark-lab", "quality"))
        .startsWith(clone + "/lab/target/tidemark-lab-0.2.0.jar:" + clone + "/schemas/")
        .contains("io.tidemark.lab.command.TidemarkLab quality");
    Path source = Files.createDirectories(clone.resolve("lab/src/main")).resolve("New.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    run();
    run();
    assertThat(builds()).as("a source of the lab is none of the command's").isEqualTo(2);
  }

  @Test
  void jarOfAnEarlierVersionIsNotRunAfterAnUpdate() throws Exception {
    Files.createDirectories(clone.resolve("cli/target"));
    Files.createFile(clone.resolve("cli/target/tidemark-cli-0.1.0.jar"));
    assertThat(run()).contains("tidemark-cli-0.2.0.jar").doesNotContain("0.1.0");
  }

  @Test
  void newerSourceIsBuilt() throws Exception {
    run();
    Path source = Files.createDirectories(clone.resolve("detector/src/main")).resolve("New.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    run();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildThatMovedToAnotherFolderIsBuiltAnew() throws Exception {
    Files.createDirectories(clone.resolve("cli/target"));
    Files.writeString(clone.resolve("cli/target/classpath.txt"), "/elsewhere/schemas/target/a.jar");
    assertThat(run()).contains(clone + "/schemas/").doesNotContain("elsewhere");
  }

  private long builds() throws IOException {
    try (var lines = Files.lines(clone.resolve("builds"))) {
      return lines.count();
    }
  }

  private String run(String... arguments) throws Exception {
    return runNamed("tidemark", arguments);
  }

  private String runNamed(String name, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = clone.resolve(name).toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", clone.toString());
    builder
        .environment()
        .merge("PATH", clone.resolve("bin").toString(), (path, own) -> own + ":" + path);
    builder.environment().put("TMPDIR", clone.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.substring(said.lastIndexOf("\n" + clone) + 1);
  }

  private void script(String name, String... lines) throws IOException {
    Path file = clone.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
