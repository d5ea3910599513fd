package io.tidemark.cli.broker;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports on the loopback interface. */
public final class Ports {
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that is free now, and that this process was not given before. */
  public static synchronized int free() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }

  /**
   * Returns {@code port} if it is free.
   *
   * @param option named in the error
   * @throws DefinitionException when it is taken
   */
  public static int requireFree(String option, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      throw DefinitionException.of(
          option, port, "a port that is free (" + taken.getMessage() + "); 0 takes any");
    }
  }
}
