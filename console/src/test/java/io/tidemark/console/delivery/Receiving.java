package io.tidemark.console.delivery;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** For tests: a receiver over HTTP that keeps what it gets and answers as told. */
final class Receiving implements AutoCloseable {
  record Got(
      String method,
      String path,
      String query,
      String authorization,
      String contentType,
      String idempotencyKey,
      String time,
      String signature,
      String body) {}

  final List<Got> got = new CopyOnWriteArrayList<>();
  volatile int status = 200;
  private final HttpServer server;

  Receiving() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          var headers = exchange.getRequestHeaders();
          got.add(
              new Got(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getRawPath(),
                  String.valueOf(exchange.getRequestURI().getQuery()),
                  String.valueOf(headers.getFirst("Authorization")),
                  String.valueOf(headers.getFirst("Content-Type")),
                  String.valueOf(headers.getFirst(WebhookChannel.IDEMPOTENCY_KEY)),
                  String.valueOf(headers.getFirst(WebhookChannel.TIMESTAMP)),
                  String.valueOf(headers.getFirst(WebhookChannel.SIGNATURE)),
                  body));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
