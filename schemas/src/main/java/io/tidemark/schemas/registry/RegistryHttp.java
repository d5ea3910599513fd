package io.tidemark.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request to the registry, one answer that a registry gives, or a {@link RegistryException}.
 */
final class RegistryHttp {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 4 << 20;
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final JsonMapper JSON = new JsonMapper();

  private final RegistrySettings settings;
  private final Duration patience;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  RegistryHttp(RegistrySettings settings) {
    this(settings, ANSWER);
  }

  /**
   * @param patience for the head of an answer, and for its body
   */
  RegistryHttp(RegistrySettings settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
  }

  /**
   * What the registry says.
   *
   * @param error the registry's own code where it refuses; 0 where it answers
   */
  record Answer(int error, JsonNode body) {
    /** In the place of an answer that does not come. */
    static Answer none(String reason) {
      return new Answer(-1, JSON.createObjectNode().put("message", reason));
    }

    String message() {
      return body.path("message").asText("no reason given");
    }
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, JsonNode body) {
    return send(
        request(path)
            .header("Content-Type", CONTENT_TYPE)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.url() + path))
            .timeout(patience)
            .header("Accept", CONTENT_TYPE + ", application/json");
    String credentials = credentials();
    return credentials == null ? request : request.header("Authorization", credentials);
  }

  private @Nullable String credentials() {
    try {
      if (settings.token() != null) {
        return "Bearer " + settings.token().read();
      }
      if (settings.user() != null && settings.password() != null) {
        byte[] pair =
            (settings.user() + ":" + settings.password().read()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
      }
      return null;
    } catch (IllegalArgumentException missing) {
      throw failure("cannot be asked: " + missing.getMessage(), false);
    }
  }

  private Answer send(HttpRequest.Builder request) {
    HttpResponse<InputStream> response;
    byte[] body;
    try {
      response = client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        body = body(in);
      }
    } catch (IOException away) {
      throw failure("cannot be reached: " + reason(away), true);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure("was being asked when the work was stopped", false);
    }
    return answer(response.statusCode(), body);
  }

  /** The request's timeout ended with the head. Closing the stream ends a read that goes on. */
  private byte[] body(InputStream in) throws IOException, InterruptedException {
    try {
      return CompletableFuture.supplyAsync(() -> read(in))
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof UncheckedIOException broken
          ? broken.getCause()
          : new IOException(failed.getCause());
    } catch (TimeoutException late) {
      throw new IOException("its answer did not end within " + patience.toMillis() + " ms", late);
    }
  }

  private static byte[] read(InputStream in) {
    try {
      return in.readNBytes(MOST_BYTES + 1);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Answer answer(int status, byte[] body) {
    if (status == 401 || status == 403) {
      throw failure("refuses the credentials, with HTTP status " + status, false);
    }
    if (status >= 500 || status == 408 || status == 429) {
      throw failure("cannot answer now, with HTTP status " + status, true);
    }
    JsonNode json = parsed(body);
    int error = json == null ? 0 : json.path("error_code").asInt(0);
    boolean refusal = status != 200 && error != 0;
    if (json == null || !json.isObject() || (status != 200 && !refusal)) {
      throw failure(
          "answers, with HTTP status "
              + status
              + ", but not as a schema registry does; check the path in its URL",
          false);
    }
    return new Answer(status == 200 ? 0 : error, json);
  }

  private static @Nullable JsonNode parsed(byte[] body) {
    try {
      return body.length > MOST_BYTES ? null : JSON.readTree(body);
    } catch (IOException malformed) {
      return null;
    }
  }

  RegistryException failure(String what, boolean passing) {
    return new RegistryException("the schema registry " + settings.url() + " " + what, passing);
  }

  private static String reason(IOException away) {
    for (Throwable cause = away; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        return cause.getMessage().lines().findFirst().orElse("");
      }
    }
    return away instanceof ConnectException ? "no connection" : away.getClass().getSimpleName();
  }
}
