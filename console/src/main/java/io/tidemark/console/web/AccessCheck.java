package io.tidemark.console.web;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.TooManyRequestsResponse;
import io.javalin.http.UnauthorizedResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks every request before it is handled: who sends it, from which page, under which name, and
 * whether they may.
 */
final class AccessCheck {
  static final String USER = "user";
  private static final String COOKIE = "tidemark";
  private static final String BEARER = "Bearer ";
  private static final Set<String> SAFE = Set.of("GET", "HEAD");
  private static final Set<String> FOR_ALL =
      Set.of("/login", "/health", "/ready", "/metrics", "/style.css", "/icon.svg");
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Access access;
  private final Callers callers;
  private final @Nullable Sessions sessions;

  AccessCheck(Access access, Clock clock) {
    this.access = access;
    this.callers = new Callers(access);
    this.sessions =
        access.token() == null ? null : new Sessions(access.token(), access.readerToken(), clock);
  }

  /** Lets a request pass or ends it. */
  void check(Context request) {
    headers(request);
    requireLocalName(request);
    boolean changes = !SAFE.contains(request.method().name());
    if (changes) {
      requireOwnPage(request);
    }
    if (FOR_ALL.contains(request.path())) {
      return;
    }
    Role role = role(request);
    if (role == Role.READER && changes && !request.path().equals("/logout")) {
      throw new ForbiddenResponse("You may look but change nothing; an operator may");
    }
    if (role != null) {
      return;
    }
    if (sessions != null && request.path().equals("/")) {
      request.redirect("/login", HttpStatus.SEE_OTHER);
      request.skipRemainingHandlers();
      return;
    }
    throw new UnauthorizedResponse("Sign in first");
  }

  private void headers(Context request) {
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
    if (callers.isEncrypted(request) && !LOCAL_NAMES.contains(nameOf(request))) {
      request.header("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /**
   * Another site's page can have its name point at this machine and so reach what listens on
   * loopback; the name gives it away.
   */
  private void requireLocalName(Context request) {
    if (!access.isLoopback()) {
      return;
    }
    String name = nameOf(request);
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
    return proxy != null && callers.isProxy(request) ? proxy.hosts() : Set.of();
  }

  private static String nameOf(Context request) {
    String host = request.host();
    return host == null ? "" : nameOf(host);
  }

  private static String nameOf(String host) {
    return host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
  }

  /** What the one who asks may do; null where it is not known who that is. */
  private @Nullable Role role(Context request) {
    if (access.isOpen()) {
      return Role.OPERATOR;
    }
    if (sessions != null) {
      String authorization = request.header("Authorization");
      if (authorization != null && authorization.startsWith(BEARER)) {
        return byToken(sessions, authorization.substring(BEARER.length()), request);
      }
      Role role = sessions.role(request.cookie(COOKIE));
      if (role != null) {
        return role;
      }
    }
    return byProxy(request);
  }

  private @Nullable Role byProxy(Context request) {
    Access.Proxy proxy = access.proxy();
    if (proxy == null) {
      return null;
    }
    String user = request.header(proxy.header());
    if (user == null || user.isBlank() || !callers.isProxy(request)) {
      return null;
    }
    request.attribute(USER, user);
    return proxy.role(user);
  }

  private @Nullable Role byToken(Sessions sessions, String shown, Context request) {
    return switch (sessions.show(shown, callers.address(request))) {
      case OPERATOR -> Role.OPERATOR;
      case READER -> Role.READER;
      case WRONG -> null;
      case TOO_MANY -> {
        request.header("Retry-After", "1");
        throw new TooManyRequestsResponse("Too many wrong tokens from your address; try again");
      }
    };
  }

  /** Takes the token from the form of the sign-in page. */
  void signIn(Context request) {
    Bodies.require(request, Bodies.FORM);
    if (sessions == null) {
      request.redirect("/", HttpStatus.SEE_OTHER);
      return;
    }
    String shown = request.formParam("token");
    Role role = shown == null ? null : byToken(sessions, shown.strip(), request);
    if (role == null) {
      request.redirect("/login?wrong", HttpStatus.SEE_OTHER);
    } else {
      cookie(request, sessions.begin(role), Sessions.LENGTH);
      request.redirect("/", HttpStatus.SEE_OTHER);
    }
  }

  /** Ends the browser's session; its open streams end with it. */
  void signOut(Context request) {
    if (sessions != null) {
      sessions.end(request.cookie(COOKIE));
    }
    cookie(request, "", Duration.ZERO);
    request.status(HttpStatus.NO_CONTENT);
  }

  /** Tells the page whether there is a session to sign out of, and what may be done. */
  void session(Context request) {
    boolean signedIn = session(request.cookie(COOKIE)) != null;
    boolean operator = role(request) == Role.OPERATOR;
    Json.answer(request, Map.of("signedIn", signedIn, "operator", operator));
  }

  /** Whether the one who sends this request may still see what it asks for. */
  BooleanSupplier permission(Context request) {
    String id = session(request.cookie(COOKIE));
    return id == null || sessions == null ? () -> true : () -> sessions.isAlive(id);
  }

  private @Nullable String session(@Nullable String id) {
    return sessions != null && sessions.isAlive(id) ? id : null;
  }

  private void cookie(Context request, String value, Duration age) {
    String secure = callers.isEncrypted(request) ? "; Secure" : "";
    request.header(
        "Set-Cookie",
        COOKIE
            + "="
            + value
            + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
            + age.toSeconds()
            + secure);
  }
}
