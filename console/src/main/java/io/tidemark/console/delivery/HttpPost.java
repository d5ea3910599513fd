package io.tidemark.console.delivery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Posts JSON. Redirects are not followed: a notice goes where the configuration says. */
final class HttpPost {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Request timeout, too early, too many requests: the only client errors that pass by themselves.
   */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final URI url;

  HttpPost(URI url) {
    this.url = url;
  }

  void send(byte[] body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "tidemark")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    int status;
    try {
      status = client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException failed) {
      // The address may carry a secret, as chat hooks do; its host is enough.
      throw DeliveryException.temporary(url.getHost() + " cannot be reached: " + failed, failed);
    }
    if (status / 100 == 2) {
      return;
    }
    String answer = url.getHost() + " answered " + status;
    if (status >= 500 || PASSING.contains(status)) {
      throw DeliveryException.temporary(answer, null);
    }
    throw DeliveryException.permanent(answer);
  }
}
