package io.tidemark.cli.cluster;

import java.util.List;

/**
 * Where a task manager of a {@link DevelopmentCluster} runs: on this machine, under an address of
 * its own.
 *
 * @param address it listens on
 * @param command that its JVM is started through, such as one that enters a network namespace;
 *     empty for none
 */
public record TaskHost(String address, List<String> command) {
  static final TaskHost LOOPBACK = new TaskHost("127.0.0.1", List.of());

  public TaskHost {
    command = List.copyOf(command);
  }
}
