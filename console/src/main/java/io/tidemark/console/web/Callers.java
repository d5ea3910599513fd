package io.tidemark.console.web;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, over which kind of line. What a proxy says of it counts only from the
 * addresses that the proxy is known to call from.
 */
final class Callers {
  /** Nothing else: {@link InetAddress} would ask the network for a name. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private final Access access;

  Callers(Access access) {
    this.access = access;
  }

  /** Whether the trusted proxy sends it. */
  boolean isProxy(Context request) {
    Access.Proxy proxy = access.proxy();
    return proxy != null && proxy.addresses().contains(parsed(request.req().getRemoteAddr()));
  }

  /**
   * The caller's address: as the proxy tells it, where one does. The last entry of the last header
   * is the proxy's own; callers may have written those before it.
   */
  @Nullable InetAddress address(Context request) {
    String remote = request.req().getRemoteAddr();
    if (!isProxy(request)) {
      return parsed(remote);
    }
    String forwarded = "";
    for (String each : Collections.list(request.req().getHeaders("X-Forwarded-For"))) {
      forwarded = each;
    }
    InetAddress told = parsed(forwarded.substring(forwarded.lastIndexOf(',') + 1).strip());
    return told == null ? parsed(remote) : told;
  }

  /** Whether the browser's line is encrypted, up to here or up to the proxy. */
  boolean isEncrypted(Context request) {
    return access.tls() != null
        || (isProxy(request) && "https".equalsIgnoreCase(request.header("X-Forwarded-Proto")));
  }

  private static @Nullable InetAddress parsed(@Nullable String address) {
    if (address == null || !ADDRESS.matcher(address).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException malformed) {
      return null;
    }
  }
}
