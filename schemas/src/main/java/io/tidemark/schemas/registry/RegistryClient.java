package io.tidemark.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry with Confluent's REST interface: Confluent's own, Apicurio, Karapace, Redpanda.
 * An id's schema never changes, so each id is asked for once; {@link SchemaCache} says how long
 * that an id is unknown is remembered. For one thread.
 *
 * <p>A record's producer chooses its id. Whatever the registry answers to it, including errors,
 * time-outs and pages that are no answer, is at most that record's fault as long as the registry
 * answers other questions; only a registry that answers nothing is waited for.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">Schema
 *     Registry API</a>
 */
public final class RegistryClient {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Failures of one id, the registry answering otherwise, after which the id is to blame. */
  private static final int CONVINCED = 3;

  /** "Schema not found", and what some registries say instead: no such subject or version. */
  private static final int NOT_FOUND_FROM = 40400;

  private static final int NOT_FOUND_TO = 40499;

  /** Schemas that one imports, also by others. */
  private static final int MOST_IMPORTS = 50;

  private final RegistrySettings settings;
  private final RegistryHttp http;
  private final RetryPolicy<Answer> retry;
  private final SchemaCache<Schema> cache = new SchemaCache<>();
  private int failing;
  private int failures; // of that id, in a row

  /** Asks nothing yet. */
  public RegistryClient(RegistrySettings settings) {
    this(settings, new RegistryHttp(settings));
  }

  RegistryClient(RegistrySettings settings, RegistryHttp http) {
    this.settings = settings;
    this.http = http;
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
   * @throws UnknownSchemaException when the registry has none of this id, or none that can be used
   * @throws RegistryException when the registry gives no answer, whatever it is asked
   */
  public Schema schema(int id) throws UnknownSchemaException {
    Schema known = cache.find(id);
    if (known != null) {
      return known;
    }
    try {
      Answer answer = patiently(() -> ask(id));
      Schema schema = schema(id, answer);
      cache.keep(id, schema, text(answer).length());
      return schema;
    } catch (UnknownSchemaException unusable) {
      cache.refuse(id, String.valueOf(unusable.getMessage()));
      throw unusable;
    }
  }

  /**
   * The Protobuf schema of an id, with what it imports; waits for a registry that is away. Asks
   * each time: callers keep what they make of it in a {@link SchemaCache}.
   *
   * @throws UnknownSchemaException when the registry has none of this id, or none that can be used
   * @throws RegistryException when the registry gives no answer, whatever it is asked
   */
  public ProtobufSource protobuf(int id) throws UnknownSchemaException {
    Answer answer = patiently(() -> ask(id));
    requireType(id, answer, "PROTOBUF");
    Map<String, String> imports = new HashMap<>();
    addImports(id, answer.body(), imports);
    ProtobufSource source = new ProtobufSource(text(answer), imports);
    SchemaLimits.checkLength(id, source.length());
    return source;
  }

  private static String text(Answer answer) {
    return answer.body().path("schema").asText();
  }

  private void addImports(int id, JsonNode schema, Map<String, String> imports)
      throws UnknownSchemaException {
    for (JsonNode reference : schema.path("references")) {
      String name = reference.path("name").asText();
      if (imports.containsKey(name)) {
        continue;
      }
      if (imports.size() == MOST_IMPORTS) {
        throw new UnknownSchemaException(
            "schema id " + id + " imports more than " + MOST_IMPORTS + " others");
      }
      String path =
          "/subjects/"
              + URLEncoder.encode(reference.path("subject").asText(), StandardCharsets.UTF_8)
              + "/versions/"
              + reference.path("version").asInt();
      Answer answer = patiently(() -> http.get(path));
      if (answer.error() != 0) {
        throw new UnknownSchemaException(
            "schema id " + id + " imports " + name + ", which cannot be had");
      }
      imports.put(name, text(answer));
      SchemaLimits.checkLength(id, imports.values().stream().mapToInt(String::length).sum());
      addImports(id, answer.body(), imports);
    }
  }

  /** What the registry says to an id: its answer, or why it gives none while it gives others. */
  private Answer ask(int id) {
    try {
      Answer answer = http.get("/schemas/ids/" + id);
      failures = 0;
      return answer;
    } catch (RegistryException failed) {
      if (!answersOtherwise(id)) {
        throw failed;
      }
      failures = failing == id ? failures + 1 : 1;
      failing = id;
      if (failures < CONVINCED) {
        throw new RegistryException(String.valueOf(failed.getMessage()), true);
      }
      failures = 0;
      return Answer.none(String.valueOf(failed.getMessage()));
    }
  }

  /** Asks for something that no producer chose. */
  private boolean answersOtherwise(int id) {
    try {
      Answer answer = http.get("/schemas/ids/" + (id == 1 ? Integer.MAX_VALUE : 1));
      return answer.error() == 0 || isNotFound(answer);
    } catch (RegistryException failed) {
      return false;
    }
  }

  private static void requireType(int id, Answer answer, String wanted)
      throws UnknownSchemaException {
    if (isNotFound(answer)) {
      throw new UnknownSchemaException("schema id " + id + " is not in the registry");
    }
    if (answer.error() != 0) {
      throw new UnknownSchemaException("schema id " + id + " cannot be had: " + answer.message());
    }
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals(wanted)) {
      String name = wanted.charAt(0) + wanted.substring(1).toLowerCase(Locale.ROOT);
      throw new UnknownSchemaException("schema id " + id + " is " + type + ", not " + name);
    }
  }

  private static Schema schema(int id, Answer answer) throws UnknownSchemaException {
    requireType(id, answer, "AVRO");
    if (!answer.body().path("references").isEmpty()) {
      throw new UnknownSchemaException(
          "schema id " + id + " refers to other schemas; register it as a whole");
    }
    try {
      Schema schema = new Schema.Parser().parse(text(answer));
      SchemaLimits.check(id, schema);
      return schema;
    } catch (RuntimeException | StackOverflowError malformed) {
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
   * The latest schema of a subject; null where there is none that can be used.
   *
   * @throws RegistryException when the registry gives no answer
   */
  public @Nullable Schema latest(String subject) {
    String path =
        "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8) + "/versions/latest";
    Answer answer = patiently(() -> http.get(path));
    try {
      return answer.error() == 0 ? schema(answer.body().path("id").asInt(), answer) : null;
    } catch (UnknownSchemaException unusable) {
      return null;
    }
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
