package io.tidemark.cli.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;

/** What a {@link DevelopmentCluster}'s processes read: {@code config.yaml} and logging. */
final class ClusterSettings {
  private ClusterSettings() {}

  static Configuration of(int rpcPort, int restPort, DevelopmentCluster.Settings settings) {
    Map<String, String> all = new TreeMap<>();
    all.put("jobmanager.bind-host", settings.address());
    all.put("jobmanager.rpc.address", settings.address());
    all.put("jobmanager.retrieve-taskmanager-hostname", "false"); // they are addresses
    all.put("jobmanager.rpc.port", Integer.toString(rpcPort));
    all.put("rest.address", "127.0.0.1");
    all.put("rest.bind-address", "127.0.0.1");
    all.put("rest.port", Integer.toString(restPort));
    all.put("taskmanager.numberOfTaskSlots", Integer.toString(settings.slots()));
    all.put("taskmanager.memory.process.size", settings.taskManagerMiB() + "m");
    // ONNX Runtime allocates outside of the heap.
    all.put("taskmanager.memory.task.off-heap.size", "128m");
    // Each deployment compiles its code anew; the JVM's 240 MiB for that are more than Flink sets
    // aside beside heap and buffers.
    all.put("env.java.opts.taskmanager", "-XX:ReservedCodeCacheSize=96m");
    // A native library is loaded once in a JVM: from lib/, not with each job.
    all.put("classloader.parent-first-patterns.additional", "ai.onnxruntime.");
    // Lost processes are noticed in seconds.
    all.put("heartbeat.interval", "1000");
    all.put("heartbeat.timeout", "5000");
    all.putAll(settings.flink());
    return Configuration.fromMap(all);
  }

  static void write(Configuration settings, Path conf) throws IOException {
    StringBuilder yaml = new StringBuilder();
    new TreeMap<>(settings.toMap())
        .forEach(
            (key, value) ->
                yaml.append(key).append(": '").append(value.replace("'", "''")).append("'\n"));
    Files.createDirectories(conf);
    Files.writeString(conf.resolve("config.yaml"), yaml);
    try (var logging =
        ClusterSettings.class.getResourceAsStream("/io/tidemark/cli/cluster-log4j2.properties")) {
      String text =
          new String(
              java.util.Objects.requireNonNull(logging).readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(conf.resolve("log4j2.properties"), text);
    }
  }
}
