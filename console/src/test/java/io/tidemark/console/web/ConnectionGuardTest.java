package io.tidemark.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionGuardTest {
  private static final String PROXY = "2001:db8::99";

  private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
  private ConnectionGuard guard;

  @BeforeEach
  void start() throws Exception {
    scheduler.start();
    guard = new ConnectionGuard(3, Set.of(address(PROXY)), Duration.ofMinutes(1), scheduler);
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.stop();
  }

  @Test
  void theAddressesOfAnIpv6NetworkShareItsConnections() throws Exception {
    List<Caller> callers = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      callers.add(open("2001:db8::" + i));
    }

    assertThat(callers).extracting(Caller::isOpen).containsExactly(true, true, true, false, false);
    assertThat(open("2001:db8:0:1::1").isOpen()).as("another network").isTrue();
    assertThat(open("203.0.113.1").isOpen()).isTrue();

    callers.forEach(guard::onClosed);
    assertThat(open("2001:db8::6").isOpen()).as("once they are gone").isTrue();
  }

  @Test
  void aProxyHasAnyNumberAndTakesNoneFromItsNeighbours() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(open(PROXY).isOpen()).isTrue();
    }

    assertThat(open("2001:db8::1").isOpen()).isTrue();
  }

  private Caller open(String address) throws UnknownHostException {
    Caller caller = new Caller(address(address));
    guard.onOpened(caller);
    return caller;
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getAllByName(text)[0];
  }

  /** A connection from anywhere. */
  private static final class Caller extends AbstractConnection {
    Caller(InetAddress address) {
      super(
          new ByteArrayEndPoint() {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return new InetSocketAddress(address, 50_000);
            }
          },
          Runnable::run);
    }

    boolean isOpen() {
      return getEndPoint().isOpen();
    }

    @Override
    public void onFillable() {}
  }
}
