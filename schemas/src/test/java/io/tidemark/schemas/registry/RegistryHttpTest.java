package io.tidemark.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RegistryHttpTest {
  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    var thread = Executors.newSingleThreadExecutor();
    server.setExecutor(thread);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      RegistryHttp http = new RegistryHttp(RegistrySettings.of(url), Duration.ofSeconds(1));

      RegistryException late =
          catchThrowableOfType(RegistryException.class, () -> http.get("/schemas/ids/1"));

      assertThat(late)
          .hasMessageEndingWith("cannot be reached: its answer did not end within 1000 ms");
    } finally {
      over.countDown();
      server.stop(0);
      thread.shutdownNow();
    }
  }
}
