package io.tidemark.cli.broker;

import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on the loopback interface. */
public final class Ports {
  /** Below those that systems give to outgoing connections, which could take one meanwhile. */
  private static final int FIRST = 20_000;

  private static final int BEYOND = 32_768;
  private static final int TRIES = 1_000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /** A port that is free now, and that this process was not given before. */
  public static synchronized int free() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IOException("no port from %d to %d is free".formatted(FIRST, BEYOND - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
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
