package io.tidemark.console.delivery;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts or puts JSON. Redirects are not followed: a notice goes where the configuration says. */
final class HttpPost {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Request timeout, too early, too many requests: the only client errors that pass by themselves.
   */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final HttpClient client;
  private final URI url;
  private final Duration patience;

  HttpPost(URI url) {
    this(url, PATIENCE);
  }

  /**
   * @param patience for the whole exchange, with the answer's body
   */
  HttpPost(URI url, Duration patience) {
    this(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build(),
        url,
        patience);
  }

  private HttpPost(HttpClient client, URI url, Duration patience) {
    this.client = client;
    this.url = url;
    this.patience = patience;
  }

  /** The same for another address. */
  HttpPost to(URI other) {
    return new HttpPost(client, other, patience);
  }

  void send(byte[] body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    send("POST", body, headers);
  }

  void put(byte[] body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    send("PUT", body, headers);
  }

  private void send(String method, byte[] body, Map<String, String> headers)
      throws DeliveryException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .header("User-Agent", "tidemark")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    int status = status(request.build());
    if (status / 100 == 2) {
      return;
    }
    String answer = url.getHost() + " answered " + status;
    if (status >= 500 || PASSING.contains(status)) {
      throw DeliveryException.temporary(answer, null);
    }
    throw DeliveryException.permanent(answer);
  }

  /** The timeout of a request would end with the head of its answer. */
  private int status(HttpRequest request) throws DeliveryException, InterruptedException {
    var exchange = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return exchange.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException failed) {
      // The address may carry a secret, as chat hooks do; its host is enough.
      throw DeliveryException.temporary(
          url.getHost() + " cannot be reached: " + failed.getCause(), failed.getCause());
    } catch (TimeoutException late) {
      throw DeliveryException.temporary(
          url.getHost() + " did not answer within " + patience.toMillis() + " ms", late);
    } finally {
      exchange.cancel(true); // does nothing to one that is over
    }
  }
}
