package io.tidemark.console.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that one network has too many of, and those that take too long to send the
 * head of a request. Jetty's idle timeout does not end the latter: one byte now and then keeps such
 * a connection open for days.
 */
final class ConnectionGuard implements Connection.Listener {
  private final int mostPerNetwork;
  private final Set<InetAddress> uncounted;
  private final Duration arrival;
  private final Scheduler scheduler;
  private final Map<Network, Integer> open = new ConcurrentHashMap<>();
  private final Map<Connection, Network> networks = new ConcurrentHashMap<>();
  private final Map<Connection, Scheduler.Task> checks = new ConcurrentHashMap<>();

  /**
   * @param uncounted addresses that may have any number of connections
   */
  ConnectionGuard(
      int mostPerNetwork, Set<InetAddress> uncounted, Duration arrival, Scheduler scheduler) {
    this.mostPerNetwork = mostPerNetwork;
    this.uncounted = uncounted;
    this.arrival = arrival;
    this.scheduler = scheduler;
  }

  @Override
  public void onOpened(Connection connection) {
    if (!isHttp(connection)) {
      return; // of the two that TLS makes of a connection, the inner one counts
    }
    InetAddress address = address(connection);
    if (address == null) {
      connection.getEndPoint().close(); // the other end has gone already
      return;
    }
    if (isCountedTooMany(connection, address)) {
      connection.getEndPoint().close();
    } else {
      checkLater(connection, -1);
    }
  }

  /** An uncounted address takes nothing from the others of its network. */
  private boolean isCountedTooMany(Connection connection, InetAddress address) {
    if (uncounted.contains(address)) {
      return false;
    }
    Network network = Network.of(address);
    networks.put(connection, network); // a closed connection does not know it any more
    return open.merge(network, 1, Integer::sum) > mostPerNetwork;
  }

  @Override
  public void onClosed(Connection connection) {
    Scheduler.Task check = checks.remove(connection);
    if (check != null) {
      check.cancel();
    }
    Network network = networks.remove(connection);
    if (network != null) {
      open.computeIfPresent(network, (known, count) -> count > 1 ? count - 1 : null);
    }
  }

  private void checkLater(Connection connection, long requestsBefore) {
    checks.put(
        connection,
        scheduler.schedule(
            () -> check(connection, requestsBefore), arrival.toMillis(), TimeUnit.MILLISECONDS));
    if (!connection.getEndPoint().isOpen()) {
      checks.remove(connection);
    }
  }

  private void check(Connection connection, long requestsBefore) {
    long requests = connection.getMessagesIn();
    boolean answered = connection.getMessagesOut() >= requests;
    boolean waited = requests == 0 || requests == requestsBefore;
    if (answered && waited) {
      connection.getEndPoint().close();
    } else {
      checkLater(connection, requests);
    }
  }

  private static boolean isHttp(Connection connection) {
    return !(connection instanceof SslConnection);
  }

  private static @Nullable InetAddress address(Connection connection) {
    return connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }
}
