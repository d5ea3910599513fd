package io.tidemark.console.web;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What a caller who has not signed in may cost at most.
 *
 * @param connections at once
 * @param connectionsPerNetwork at once from one {@link Network}; a proxy's are not counted
 * @param threadsPerNetwork that serve one {@link Network} at once, also where it does not read its
 *     answers; a proxy's are not counted
 * @param body bytes of a request's body; it is held in memory until it has arrived as a whole
 * @param bodyBytesPerSecond slowest sender of a body that is waited for, on average
 * @param arrival how long a connection may take for the head of its next request
 * @param silence how long a connection may send nothing
 */
record HttpLimits(
    int connections,
    int connectionsPerNetwork,
    int threadsPerNetwork,
    int body,
    int bodyBytesPerSecond,
    Duration arrival,
    Duration silence) {
  static final HttpLimits DEFAULT =
      new HttpLimits(1024, 256, 8, 16 * 1024, 32, Duration.ofSeconds(20), Duration.ofSeconds(30));

  /**
   * Holds the connections of a server to these limits.
   *
   * @param uncounted addresses that may have any number of connections
   */
  void hold(ServerConnector connector, Set<InetAddress> uncounted) {
    connector.setIdleTimeout(silence.toMillis());
    connector.getServer().addBean(new NetworkConnectionLimit(connections, connector));
    connector.addEventListener(
        new ConnectionGuard(connectionsPerNetwork, uncounted, arrival, connector.getScheduler()));
  }
}
