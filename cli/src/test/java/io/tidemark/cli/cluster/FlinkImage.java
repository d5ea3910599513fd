package io.tidemark.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.cli.broker.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * For tests: the folders of the Flink image, with the settings and the command of
 * docker-compose.yml, run as separate JVMs. In {@code lib} lie Flink and ONNX Runtime, in {@code
 * usrlib} the job's jar; nothing else of this project is there.
 */
public final class FlinkImage {
  private static final Path COMPOSE = Path.of("..", "docker-compose.yml");
  private static final String STANDALONE_JOB = "standalone-job ";

  private final Path home;
  private final JsonNode services;
  private final Configuration flink;

  private FlinkImage(Path home, JsonNode services, Configuration flink) {
    this.home = home;
    this.services = services;
    this.flink = flink;
  }

  /** Lays the folders out. */
  public static FlinkImage in(Path home) throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    for (String jar : ClusterChild.libraries().toList()) {
      Path file = Path.of(jar);
      Files.copy(file, lib.resolve(file.getFileName()));
    }
    Path job = JobSubmission.builtJar(Path.of(".."));
    Path userLibraries = Files.createDirectories(home.resolve("usrlib"));
    Files.copy(job, userLibraries.resolve("tidemark-job.jar"));
    ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    JsonNode compose = yaml.readTree(COMPOSE.toFile());
    JsonNode properties =
        yaml.readTree(compose.at("/x-flink/environment/FLINK_PROPERTIES").asText());
    Map<String, String> all = new TreeMap<>();
    properties.properties().forEach(it -> all.put(it.getKey(), it.getValue().asText()));
    all.putAll(onOneMachine(home));
    Configuration flink = Configuration.fromMap(all);
    ClusterSettings.write(flink, home.resolve("conf"));
    return new FlinkImage(home, compose.required("services"), flink);
  }

  /** Containers have addresses and folders of their own; processes of one machine have not. */
  private static Map<String, String> onOneMachine(Path home) throws IOException {
    return Map.of(
        "jobmanager.rpc.address", "127.0.0.1",
        "jobmanager.rpc.port", Integer.toString(Ports.free()),
        "jobmanager.bind-host", "127.0.0.1",
        "taskmanager.bind-host", "127.0.0.1",
        "taskmanager.host", "127.0.0.1",
        "rest.bind-address", "127.0.0.1",
        "rest.port", Integer.toString(Ports.free()),
        "execution.checkpointing.dir", home.resolve("checkpoints").toUri().toString(),
        "metrics.reporter.prom.port", "0");
  }

  /** The jobmanager's command, on another configuration. */
  public Process startJobManager(Path pipeline) throws IOException {
    String command = services.at("/jobmanager/command").asText();
    if (!command.startsWith(STANDALONE_JOB)) {
      throw new IOException("the jobmanager's command is no longer a standalone job: " + command);
    }
    List<String> arguments =
        new ArrayList<>(arguments(StandaloneApplicationClusterEntryPoint.class));
    for (String word : command.substring(STANDALONE_JOB.length()).split("\\s+")) {
      arguments.add(word.endsWith("pipeline.yaml") ? pipeline.toString() : word);
    }
    return start("jobmanager", List.of("-Xmx500m"), arguments);
  }

  /** One task manager, as large as the settings say. */
  public Process startTaskManager() throws IOException {
    TaskExecutorProcessSpec spec = TaskExecutorProcessUtils.processSpecFromConfig(flink);
    List<String> arguments = new ArrayList<>(arguments(TaskManagerRunner.class));
    arguments.addAll(words(TaskExecutorProcessUtils.generateDynamicConfigsStr(spec)));
    return start(
        "taskmanager", words(ProcessMemoryUtils.generateJvmParametersStr(spec)), arguments);
  }

  private List<String> arguments(Class<?> main) {
    return List.of(main.getName(), "--configDir", home.resolve("conf").toString());
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  private Process start(String name, List<String> jvm, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    for (String opened : new String[] {"java.util", "java.lang", "java.time", "java.nio"}) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.add("-Dlog.file=" + home.resolve(name + ".log"));
    command.add("-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties").toUri());
    command.addAll(List.of("-cp", home.resolve("lib") + "/*"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve(name + ".out").toFile());
    builder.environment().put("FLINK_LIB_DIR", home.resolve("lib").toString());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().remove("CLASSPATH");
    return builder.start();
  }

  /** What the processes logged, for a test that fails. */
  public String said() {
    StringBuilder said = new StringBuilder();
    try (var files = Files.newDirectoryStream(home, "*manager.{log,out}")) {
      for (Path file : files) {
        List<String> lines = Files.readAllLines(file);
        said.append(file.getFileName()).append(":\n");
        lines
            .subList(Math.max(0, lines.size() - 40), lines.size())
            .forEach(line -> said.append(line).append('\n'));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return said.toString();
  }
}
