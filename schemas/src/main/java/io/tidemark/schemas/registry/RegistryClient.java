package io.tidemark.schemas.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.tidemark.schemas.registry.RegistryHttp.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry with Confluent's REST interface: Confluent's own, Apicurio, Karapace, Redpanda.
 * An id's schema never changes, so that each id is asked for once; that an id is unknown is
 * remembered for {@link #REMEMBER}, since it may be registered later. For one thread.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Schema
 *     Registry API</a>
 */
public final class RegistryClient {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final Duration REMEMBER = Duration.ofSeconds(30);
  private static final int MOST_REMEMBERED = 10_000;

  /** "Schema not found", and what some registries say instead: no such subject or version. */
  private static final int NOT_FOUND_FROM = 40400;

  private static final int NOT_FOUND_TO = 40499;

  private final RegistrySettings settings;
  private final RegistryHttp http;
  private final RetryPolicy<Answer> retry;
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private final Map<Integer, Unusable> unusable =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Unusable> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  private record Unusable(String reason, long since) {}

  /** Asks nothing yet. */
  public RegistryClient(RegistrySettings settings) {
    this.settings = settings;
    this.http = new RegistryHttp(settings);
    this.retry =
        RetryPolicy.<Answer>builder()
            .handleIf(failed -> failed instanceof RegistryException away && away.isPassing())
            .withBackoff(FIRST_WAIT, LONGEST_WAIT)
            .withMaxRetries(-1)
            .withMaxDuration(settings.patience())
            .onRetry(
                again -> {
                  Throwable reason = again.getLastException();
                  LOG.warn("Waiting: {}", reason == null ? "" : reason.getMessage());
                })
            .build();
  }

  /**
   * The schema of an id; waits for a registry that is away.
   *
   * @throws UnknownSchemaException when the registry has none of this id, or one that is not Avro
   * @throws RegistryException when the registry gives no answer
   */
  public Schema schema(int id) throws UnknownSchemaException {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Unusable remembered = unusable.get(id);
    if (remembered != null && System.nanoTime() - remembered.since() < REMEMBER.toNanos()) {
      throw new UnknownSchemaException(remembered.reason());
    }
    try {
      Schema schema = schema(id, patiently(() -> http.get("/schemas/ids/" + id)));
      schemas.put(id, schema);
      return schema;
    } catch (UnknownSchemaException unknown) {
      unusable.remove(id);
      unusable.put(id, new Unusable(String.valueOf(unknown.getMessage()), System.nanoTime()));
      throw unknown;
    }
  }

  private Schema schema(int id, Answer answer) throws UnknownSchemaException {
    if (isNotFound(answer)) {
      throw new UnknownSchemaException("schema id " + id + " is not in the registry");
    }
    if (answer.error() != 0) {
      throw http.failure("refuses to tell schema id " + id + ": " + answer.message(), false);
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnknownSchemaException("schema id " + id + " is " + type + ", not Avro");
    }
    if (!answer.body().path("references").isEmpty()) {
      throw new UnknownSchemaException(
          "schema id " + id + " refers to other schemas; register it as a whole");
    }
    try {
      return new Schema.Parser().parse(answer.body().path("schema").asText());
    } catch (SchemaParseException | StackOverflowError malformed) {
      throw new UnknownSchemaException("schema id " + id + " is no valid Avro schema");
    }
  }

  /**
   * The id of a schema under a subject, registered there if it is not yet and the settings allow.
   *
   * @throws RegistryException when the registry gives no answer or refuses the schema
   */
  public int id(String subject, Schema schema) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
    String path = "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
    Answer answer =
        patiently(() -> http.post(path + (settings.register() ? "/versions" : ""), body));
    int id = answer.body().path("id").asInt(-1);
    if (answer.error() == 0 && id >= 0) {
      return id;
    }
    String what = "has no id for " + schema.getName() + " under subject " + subject + ": ";
    throw http.failure(what + answer.message(), false);
  }

  /**
   * Asks the registry something, to see whether it is there.
   *
   * @throws RegistryException when it gives no answer
   */
  public void check() {
    Answer answer = patiently(() -> http.get("/schemas/ids/1"));
    if (answer.error() != 0 && !isNotFound(answer)) {
      throw http.failure("does not answer: " + answer.message(), false);
    }
  }

  private static boolean isNotFound(Answer answer) {
    return answer.error() >= NOT_FOUND_FROM && answer.error() <= NOT_FOUND_TO;
  }

  private Answer patiently(CheckedSupplier<Answer> request) {
    try {
      return Failsafe.with(retry).get(request);
    } catch (FailsafeException interrupted) {
      Thread.currentThread().interrupt();
      throw http.failure("was waited for when the work was stopped", false);
    }
  }
}
