package io.tidemark.console.web;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ThreadLimitHandler;
import org.jspecify.annotations.Nullable;

/** Limits the threads that serve one network: a caller who does not read answers blocks them. */
final class ThreadLimit extends ThreadLimitHandler {
  /**
   * @param unlimited addresses that may have any number
   */
  ThreadLimit(int threads, Set<InetAddress> unlimited) {
    setThreadLimit(threads);
    unlimited.forEach(address -> exclude(address.getHostAddress()));
  }

  @Override
  protected @Nullable String getRemoteIP(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress it
        ? Network.of(it.getAddress()).toString()
        : null;
  }
}
