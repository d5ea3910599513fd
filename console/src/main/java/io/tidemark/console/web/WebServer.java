package io.tidemark.console.web;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tidemark.console.action.ActionSink;
import io.tidemark.console.detector.Job;
import io.tidemark.console.detector.Rollouts;
import io.tidemark.console.feedback.FeedbackSink;
import io.tidemark.console.fleet.Fleet;
import io.tidemark.console.intake.HistoryWriter;
import io.tidemark.console.metrics.Metrics;
import io.tidemark.console.silence.SilenceSink;
import io.tidemark.console.silence.Silences;
import io.tidemark.console.store.History;
import io.tidemark.console.store.StoreException;
import io.tidemark.console.web.HealthServer.Probe;
import io.tidemark.schemas.PrintableText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The page and its interface, over HTTP. */
public final class WebServer implements AutoCloseable {
  private static final int THREADS = 32;

  /** What a piece of a body costs besides its bytes. */
  private static final int PIECE_BYTES = 64;

  private final Access access;
  private final Javalin server;
  private final Live live;

  private WebServer(Access access, Javalin server, Live live) {
    this.access = access;
    this.server = server;
    this.live = live;
  }

  /**
   * Begins to listen.
   *
   * @param scored whether scores are read, which the fleet needs to be whole
   * @param silences those that are known
   * @param silenceSink where new ones and the ends of others go
   * @param actions where what people do about incidents goes
   * @param job what its configuration says; null where that is not known
   * @param rollouts what commands have made of its detectors
   * @param readiness whether the process can do its work
   * @param metrics of the process; those of this server are added
   */
  public static WebServer start(
      Access access,
      History history,
      Fleet fleet,
      boolean scored,
      HistoryWriter writer,
      FeedbackSink feedback,
      Silences silences,
      SilenceSink silenceSink,
      ActionSink actions,
      @Nullable Job job,
      Rollouts rollouts,
      Readiness readiness,
      Metrics metrics,
      Clock clock) {
    return start(
        access,
        HttpLimits.DEFAULT,
        history,
        fleet,
        scored,
        writer,
        feedback,
        silences,
        silenceSink,
        actions,
        job,
        rollouts,
        readiness,
        metrics,
        clock);
  }

  static WebServer start(
      Access access,
      HttpLimits limits,
      History history,
      Fleet fleet,
      boolean scored,
      HistoryWriter writer,
      FeedbackSink feedback,
      Silences silences,
      SilenceSink silenceSink,
      ActionSink actions,
      @Nullable Job job,
      Rollouts rollouts,
      Readiness readiness,
      Metrics metrics,
      Clock clock) {
    SilenceApi silencing = new SilenceApi(silences, silenceSink, clock);
    Live live = new Live(history, writer, readiness);
    IncidentApi incidents = new IncidentApi(history, feedback, writer, silences, clock);
    ActionApi acting = new ActionApi(history, actions, clock);
    FleetApi keys = new FleetApi(fleet, scored);
    KeyApi key = new KeyApi(history, fleet, incidents, clock);
    DetectorApi detectors = new DetectorApi(history, fleet, job, rollouts, clock);
    AccessCheck accessCheck = new AccessCheck(access, clock);
    RequestCounts requests = new RequestCounts();
    WebMetrics.add(metrics, requests, live);
    Javalin server =
        Javalin.create(
            config -> {
              configure(config, access, limits, requests);
              Assets assets = new Assets();
              RoutesConfig routes = config.routes;
              routes.before(accessCheck::check);
              assets.paths().forEach(path -> routes.get(path, assets::serve));
              routes.post("/login", accessCheck::signIn);
              routes.post("/logout", accessCheck::signOut);
              routes.get("/api/session", accessCheck::session);
              routes.get("/health", request -> request.result("ok"));
              routes.get("/ready", request -> answer(request, Probe.ready(readiness)));
              routes.get(
                  "/metrics",
                  request -> request.contentType(Metrics.CONTENT_TYPE).result(metrics.page()));
              routes.get("/api/news", live::answer);
              routes.sse("/api/live", page -> live.open(page, accessCheck.permission(page.ctx())));
              routes.get("/api/incidents", incidents::list);
              routes.get("/api/incidents/{id}", incidents::one);
              routes.post("/api/incidents/{id}/feedback", incidents::judge);
              routes.post("/api/incidents/{id}/feedback/withdraw", incidents::withdraw);
              routes.post("/api/incidents/{id}/actions", acting::act);
              routes.get("/api/fleet", keys::page);
              routes.get("/api/keys", key::one);
              routes.get("/api/keys/{detector}/{key}", key::one);
              routes.get("/api/detectors", detectors::list);
              routes.post("/api/detectors/{name}/promote", detectors::promote);
              routes.post("/api/detectors/{name}/roll-back", detectors::rollBack);
              routes.get("/api/silences", silencing::list);
              routes.post("/api/silences", silencing::begin);
              routes.post("/api/silences/{id}/end", silencing::end);
              failures(routes);
            });
    live.start();
    server.start();
    return new WebServer(access, server, live);
  }

  private static void answer(Context request, Probe probe) {
    request.status(probe.status()).result(probe.text());
  }

  private static void failures(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class,
        (wrong, request) -> {
          request.status(400);
          Json.answer(request, Map.of("title", String.valueOf(wrong.getMessage())));
        });
    routes.exception(
        StoreException.class,
        (failed, request) -> {
          request.status(503);
          Json.answer(
              request, Map.of("title", PrintableText.oneLine(String.valueOf(failed.getMessage()))));
        });
    routes.exception(
        IOException.class,
        (wrong, request) -> {
          request.status(400);
          Json.answer(request, Map.of("title", "The request cannot be read"));
        });
  }

  private static void configure(
      JavalinConfig config, Access access, HttpLimits limits, RequestCounts requests) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = limits.body();
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("console-web");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.modifyServer(
        server -> {
          server.insertHandler(new ThreadLimit(limits.threadsPerNetwork(), proxies(access)));
          receiveBodiesFirst(server, limits);
          server.insertHandler(requests);
        });
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector = connector(server, http, access);
          limits.hold(connector, proxies(access));
          return connector;
        });
  }

  private static Set<InetAddress> proxies(Access access) {
    Access.Proxy proxy = access.proxy();
    return proxy == null ? Set.of() : proxy.addresses();
  }

  /**
   * No thread waits for a body: it is complete, or refused, before one serves the request. Javalin
   * holds the exact limit of a body whose length is not declared; here it may take more, and each
   * of its pieces counts for more than its bytes.
   */
  private static void receiveBodiesFirst(Server server, HttpLimits limits) {
    server.insertHandler(
        new EagerContentHandler(
            new RetainedContentLoaderFactory(limits.body() * 2L, PIECE_BYTES, true)));
    server.insertHandler(new MinimumDataRateHandler(limits.bodyBytesPerSecond(), 0));
    server.insertHandler(new BodyLimit(limits.body()));
  }

  private static ServerConnector connector(Server server, HttpConfiguration http, Access access) {
    Access.Tls tls = access.tls();
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, new HttpConnectionFactory(http));
    } else {
      SslContextFactory.Server keys = new SslContextFactory.Server();
      keys.setKeyStorePath(tls.keystore().toUri().toString());
      keys.setKeyStorePassword(tls.password());
      HttpConfiguration secure = new HttpConfiguration(http);
      secure.addCustomizer(new SecureRequestCustomizer(false)); // any name of the certificate's
      connector =
          new ServerConnector(
              server,
              new SslConnectionFactory(keys, "http/1.1"),
              new HttpConnectionFactory(secure));
    }
    connector.setHost(access.host());
    connector.setPort(access.port());
    return connector;
  }

  /** Where the page is. */
  public URI address() {
    String scheme = access.tls() == null ? "http" : "https";
    String host = access.host().contains(":") ? "[" + access.host() + "]" : access.host();
    return URI.create(scheme + "://" + host + ":" + server.port() + "/");
  }

  @Override
  public void close() {
    live.close();
    server.stop();
  }
}
