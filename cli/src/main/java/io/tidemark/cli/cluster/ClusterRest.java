package io.tidemark.cli.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a cluster's REST interface how far it is. */
final class ClusterRest {
  private static final Pattern SLOTS = Pattern.compile("\"slots-total\":(\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final URI endpoint;

  ClusterRest(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Slots of all task managers that have registered; -1 while there is no answer. */
  int slots() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/overview"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher slots = SLOTS.matcher(answer);
      return slots.find() ? Integer.parseInt(slots.group(1)) : -1;
    } catch (IOException notYet) {
      return -1;
    }
  }
}
