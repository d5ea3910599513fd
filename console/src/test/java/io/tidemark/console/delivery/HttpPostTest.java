package io.tidemark.console.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class HttpPostTest {
  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('.');
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
      URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook/s3cret");
      HttpPost post = new HttpPost(url, Duration.ofMillis(500));

      DeliveryException late =
          catchThrowableOfType(
              DeliveryException.class, () -> post.send(new byte[] {'{', '}'}, Map.of()));

      assertThat(late).hasMessage("127.0.0.1 did not answer within 500 ms");
      assertThat(late.isPermanent()).isFalse();
    } finally {
      over.countDown();
      server.stop(0);
      thread.shutdownNow();
    }
  }
}
