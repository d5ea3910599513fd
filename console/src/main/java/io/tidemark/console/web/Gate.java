package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands before every request: who asks, from which page, under which name. */
final class Gate {
  static final String USER = "user";
  private static final String COOKIE = "tidemark";
  private static final String BEARER = "Bearer ";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private static final Set<String> FOR_ALL = Set.of("/login", "/health", "/style.css", "/icon.svg");
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Access access;
  private final @Nullable Sessions sessions;

  Gate(Access access, Clock clock) {
    this.access = access;
    this.sessions = access.token() == null ? null : new Sessions(access.token(), clock);
  }

  /** Lets a request pass or ends it. */
  void check(Context request) {
    headers(request);
    requireLocalName(request);
    if (!SAFE.contains(request.method().name())) {
      requireOwnPage(request);
    }
    if (access.isOpen() || FOR_ALL.contains(request.path()) || isKnown(request)) {
      return;
    }
    if (sessions != null && request.path().equals("/")) {
      request.redirect("/login", HttpStatus.SEE_OTHER);
      request.skipRemainingHandlers();
      return;
    }
    throw new UnauthorizedResponse("Sign in first");
  }

  private static void headers(Context request) {
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
            + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    request.header("X-Content-Type-Options", "nosniff");
    // Not no-referrer: with it a browser tells the sign-in form's origin as null.
    request.header("Referrer-Policy", "same-origin");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    request.header("Cache-Control", "no-store");
  }

  /**
   * Another site's page can have its name point at this machine and so reach what listens on
   * loopback; the name gives it away.
   */
  private void requireLocalName(Context request) {
    if (!access.isLoopback()) {
      return;
    }
    String host = request.host();
    String name = host == null ? "" : nameOf(host);
    if (!LOCAL_NAMES.contains(name)
        && !name.equals(access.host().toLowerCase(Locale.ROOT))
        && proxyHosts(request).stream().noneMatch(known -> nameOf(known).equals(name))) {
      throw new ForbiddenResponse("Unknown host name; --proxy-host accepts that of a proxy");
    }
  }

  /** Requests that change something must come from this page, not from another site's. */
  private void requireOwnPage(Context request) {
    String site = request.header("Sec-Fetch-Site");
    boolean elsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
    String origin = request.header("Origin");
    boolean foreign = origin != null && !isOwn(origin.replaceFirst("^https?://", ""), request);
    boolean form = !request.path().equals("/login") && request.header("X-Tidemark") == null;
    if (elsewhere || foreign || form) {
      throw new ForbiddenResponse("Only the console's own page may do this");
    }
  }

  /** A proxy may call the console by another name than the one browsers know. */
  private boolean isOwn(String origin, Context request) {
    return origin.equals(request.host()) || proxyHosts(request).contains(origin);
  }

  /** Names that count in this request: none where it is not the proxy that calls. */
  private Set<String> proxyHosts(Context request) {
    Access.Proxy proxy = access.proxy();
    return proxy != null && proxy.addresses().contains(caller(request)) ? proxy.hosts() : Set.of();
  }

  private static String nameOf(String host) {
    return host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
  }

  private boolean isKnown(Context request) {
    if (sessions != null) {
      String authorization = request.header("Authorization");
      if (authorization != null && authorization.startsWith(BEARER)) {
        return sessions.isToken(authorization.substring(BEARER.length()));
      }
      if (sessions.isAlive(request.cookie(COOKIE))) {
        return true;
      }
    }
    return isSignedInByProxy(request);
  }

  private boolean isSignedInByProxy(Context request) {
    Access.Proxy proxy = access.proxy();
    if (proxy == null) {
      return false;
    }
    String user = request.header(proxy.header());
    if (user == null || user.isBlank() || !proxy.addresses().contains(caller(request))) {
      return false;
    }
    request.attribute(USER, user);
    return true;
  }

  private static @Nullable InetAddress caller(Context request) {
    try {
      return InetAddress.getByName(request.req().getRemoteAddr()); // a literal: nothing is asked
    } catch (UnknownHostException never) {
      return null;
    }
  }

  /** Takes the token from the form of the sign-in page. */
  void signIn(Context request) {
    String shown = request.formParam("token");
    if (sessions == null) {
      request.redirect("/", HttpStatus.SEE_OTHER);
    } else if (shown != null && sessions.isToken(shown.strip())) {
      String secure = access.tls() == null ? "" : "; Secure";
      request.header(
          "Set-Cookie",
          COOKIE
              + "="
              + sessions.begin()
              + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
              + Sessions.LENGTH.toSeconds()
              + secure);
      request.redirect("/", HttpStatus.SEE_OTHER);
    } else {
      request.redirect("/login?wrong", HttpStatus.SEE_OTHER);
    }
  }
}
