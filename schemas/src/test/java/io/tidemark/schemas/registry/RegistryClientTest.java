package io.tidemark.schemas.registry;

import static io.tidemark.schemas.wire.RegistryForTests.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidemark.schemas.SensorEvent;
import io.tidemark.schemas.wire.RegistryForTests;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer chooses ids, whatever the registry makes of them. */
@Timeout(120)
class RegistryClientTest {
  private static final int CHOSEN = 77;

  private RegistryForTests registry;

  @BeforeEach
  void start() throws IOException {
    registry = new RegistryForTests();
    registry.add(SensorEvent.getClassSchema());
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  static Stream<Arguments> answersThatAreNone() {
    String deep = "[".repeat(100_000);
    return Stream.of(
        Arguments.of(500, "{\"error_code\": 50001, \"message\": \"in the backend store\"}"),
        Arguments.of(500, "<html>"),
        Arguments.of(503, ""),
        Arguments.of(429, ""),
        Arguments.of(401, ""),
        Arguments.of(403, "{\"error_code\": 40301, \"message\": \"not yours\"}"),
        Arguments.of(400, "{\"error_code\": 40001, \"message\": \"what id is that\"}"),
        Arguments.of(404, "<html>no such page</html>"),
        Arguments.of(302, ""),
        Arguments.of(200, ""),
        Arguments.of(200, "not json"),
        Arguments.of(200, "[]"),
        Arguments.of(200, "{}"),
        Arguments.of(200, "{\"schema\": 5}"),
        Arguments.of(200, "{\"schema\": null, \"references\": 3}"),
        Arguments.of(200, deep),
        Arguments.of(200, "{\"schema\": \"" + deep + "\"}"),
        Arguments.of(200, "{\"schema\": \"" + " ".repeat(5 << 20) + "\"}"));
  }

  @ParameterizedTest
  @MethodSource("answersThatAreNone")
  void noAnswerToAnIdDoesMoreThanRefuseIt(int status, String body) throws Exception {
    registry.misbehave(CHOSEN, exchange -> reply(exchange, status, body));
    RegistryClient client = client();

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> client.schema(CHOSEN))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining("schema id 77");
      assertThat(client.schema(1)).isEqualTo(SensorEvent.getClassSchema());
    }

    assertThat(askedFor(CHOSEN)).isLessThanOrEqualTo(3);
  }

  @Test
  void doesNotFollowARedirectThatAnIdLeadsTo() throws Exception {
    registry.misbehave(
        CHOSEN,
        exchange -> {
          exchange.getResponseHeaders().set("Location", registry.url() + "/elsewhere");
          reply(exchange, 302, "");
        });

    assertThatThrownBy(() -> client().schema(CHOSEN)).isInstanceOf(UnknownSchemaException.class);
    assertThat(registry.requests).noneMatch(request -> request.contains("elsewhere"));
  }

  @Test
  void anIdThatTheRegistryNeverAnswersIsRefused() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    registry.misbehave(
        CHOSEN,
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
        });
    RegistrySettings settings = RegistrySettings.of(registry.url());
    RegistryClient client =
        new RegistryClient(settings, new RegistryHttp(settings, Duration.ofSeconds(1)));
    try {
      assertThatThrownBy(() -> client.schema(CHOSEN)).isInstanceOf(UnknownSchemaException.class);
      assertThat(client.schema(1)).isEqualTo(SensorEvent.getClassSchema());
    } finally {
      over.countDown();
    }
  }

  @Test
  void anIdIsNotToBlameForARegistryThatAnswersNothing() {
    registry.failures.set(Integer.MAX_VALUE);
    RegistryClient client =
        new RegistryClient(RegistrySettings.of(registry.url()).withPatience(Duration.ofSeconds(2)));

    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowableOfType(RegistryException.class, () -> client.schema(1))).isNotNull();
    }
  }

  @Test
  void aFloodOfUnknownIdsDoesNotReachTheRegistry() throws Exception {
    RegistryClient client = client();
    int ids = 50_000;
    for (int id = 2; id < ids; id++) {
      int chosen = id;
      assertThatThrownBy(() -> client.schema(chosen)).isInstanceOf(UnknownSchemaException.class);
    }
    assertThat(registry.requests).hasSizeLessThan(ids / 20);
  }

  @Test
  void refusesTypesThatDoubleAtEachStep() {
    StringBuilder fields = new StringBuilder("{'name': 'f0', 'type': " + record(0, "'null'") + "}");
    for (int i = 1; i < 30; i++) {
      fields.append(", {'name': 'f" + i + "', 'type': " + record(i, "'R" + (i - 1) + "'") + "}");
    }
    int id = registry.add(parse("{'type': 'record', 'name': 'Top', 'fields': [" + fields + "]}"));

    assertThatThrownBy(() -> client().schema(id))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("schema id 2 has more than 1000 types, fields and symbols in all");
  }

  /**
   * Seen from its unions each of these types is small; Avro writes each out where it is a field.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", ", {'name': 'y', 'type': 'A40'}"})
  @Timeout(60)
  void refusesTypesThatDoubleBehindUnions(String more) {
    String nested = "'null'";
    for (int i = 40; i >= 1; i--) {
      String smaller = i == 1 ? "'int'" : "'A" + (i - 1) + "'";
      nested =
          ("{'type': 'record', 'name': 'A%d', 'fields': [{'name': 'u', 'type': %s},"
                  + " {'name': 'a', 'type': %s}, {'name': 'b', 'type': %s}]}")
              .formatted(i, i == 40 ? "'null'" : "['null', " + nested + "]", smaller, smaller);
    }
    int id =
        registry.add(
            parse(
                "{'type': 'record', 'name': 'Top', 'fields': [{'name': 'x', 'type': %s}%s]}"
                    .formatted(nested, more)));

    assertThatThrownBy(() -> client().schema(id))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage("schema id 2 has more than 1000 types, fields and symbols in all");
  }

  @Test
  void takesARecordOfHundredsOfFieldsThatMayBeNull() throws Exception {
    String fields =
        IntStream.range(0, 300)
            .mapToObj(i -> "{'name': 'f%d', 'type': ['null', 'double']}".formatted(i))
            .collect(Collectors.joining(", "));
    Schema wide = parse("{'type': 'record', 'name': 'Wide', 'fields': [" + fields + "]}");

    assertThat(client().schema(registry.add(wide))).isEqualTo(wide);
  }

  @Test
  void refusesAnEnumWithMoreSymbolsThanASchemaMayHave() {
    String symbols =
        IntStream.range(0, 1_001).mapToObj(i -> "'S" + i + "'").collect(Collectors.joining(","));
    int id = registry.add(parse("{'type': 'enum', 'name': 'E', 'symbols': [" + symbols + "]}"));

    assertThatThrownBy(() -> client().schema(id)).isInstanceOf(UnknownSchemaException.class);
  }

  private static String record(int number, String type) {
    String field = "{'name': '%s', 'type': " + type + "}";
    return "{'type': 'record', 'name': 'R%d', 'fields': [%s, %s]}"
        .formatted(number, field.formatted("a"), field.formatted("b"));
  }

  @Test
  void takesARecordThatMayEnd() throws Exception {
    Schema list =
        parse(
            "{'type': 'record', 'name': 'L', 'fields': [{'name': 'next', 'type': ['null', 'L']},"
                + " {'name': 'tree', 'type': {'type': 'map', 'values': 'L'}}]}");

    assertThat(client().schema(registry.add(list))).isEqualTo(list);
  }

  private static Schema parse(String json) {
    return new Schema.Parser().parse(json.replace('\'', '"'));
  }

  private RegistryClient client() {
    return new RegistryClient(RegistrySettings.of(registry.url()));
  }

  private long askedFor(int id) {
    return registry.requests.stream().filter(line -> line.contains("/ids/" + id + " ")).count();
  }
}
