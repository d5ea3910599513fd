package io.tidemark.console.web;

import io.tidemark.console.metrics.Metrics;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /health} and {@code /ready} over HTTP on all interfaces, for the probes of an
 * orchestrator, and {@code /metrics} where a process has its own, and nothing else. Callers are
 * limited as those of the console.
 */
public final class HealthServer implements AutoCloseable {
  private static final int THREADS = 8;

  private final Server server;
  private final ServerConnector connector;

  private HealthServer(int port, Readiness readiness, @Nullable Metrics metrics) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("health");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setPort(port);
    HttpLimits.DEFAULT.hold(connector, Set.of());
    server.addConnector(connector);
    server.setHandler(new Probes(readiness, metrics));
  }

  /**
   * Begins to listen.
   *
   * @param port 0 for any free one
   * @param metrics null where the process serves none here
   * @throws Exception when nothing can listen there
   */
  public static HealthServer start(int port, Readiness readiness, @Nullable Metrics metrics)
      throws Exception {
    HealthServer health = new HealthServer(port, readiness, metrics);
    health.server.start();
    return health;
  }

  /** Where it listens, seen from this machine. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }

  private static final class Probes extends Handler.Abstract.NonBlocking {
    private final Readiness readiness;
    private final @Nullable Metrics metrics;

    Probes(Readiness readiness, @Nullable Metrics metrics) {
      this.readiness = readiness;
      this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String path = Request.getPathInContext(request);
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      if (metrics != null && path.equals("/metrics")) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Metrics.CONTENT_TYPE);
        response.setStatus(HttpStatus.OK_200);
        response.write(true, ByteBuffer.wrap(metrics.page()), callback);
        return true;
      }
      Probe answer = Probe.of(path, readiness);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
      response.setStatus(answer.status());
      Content.Sink.write(response, true, answer.text(), callback);
      return true;
    }
  }

  /**
   * An answer to a probe.
   *
   * @param status of HTTP
   */
  record Probe(int status, String text) {
    static Probe of(String path, Readiness readiness) {
      return switch (path) {
        case "/health" -> new Probe(HttpStatus.OK_200, "ok");
        case "/ready" -> ready(readiness);
        default -> new Probe(HttpStatus.NOT_FOUND_404, "");
      };
    }

    static Probe ready(Readiness readiness) {
      String trouble = readiness.trouble();
      return trouble == null
          ? new Probe(HttpStatus.OK_200, "ready")
          : new Probe(HttpStatus.SERVICE_UNAVAILABLE_503, trouble);
    }
  }
}
