package io.tidemark.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;

/** The least of a schema registry, on loopback: ids from 1 in the order of registration. */
public final class RegistryForTests implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<ObjectNode> schemas = new ArrayList<>();
  private final Map<Integer, HttpHandler> odd = new ConcurrentHashMap<>();

  /** Requests as {@code METHOD PATH AUTHORIZATION}. */
  public final List<String> requests = new CopyOnWriteArrayList<>();

  /** How many of the next requests it answers with {@link #failure}. */
  public final AtomicInteger failures = new AtomicInteger();

  volatile int failure = 503;
  volatile String failureBody = "down for maintenance";

  public RegistryForTests() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads); // one that never answers must not hold up the others
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/apis/ccompat/v7";
  }

  public int add(Schema schema) {
    return add(JSON.createObjectNode().put("schema", schema.toString()));
  }

  /** Adds what {@code GET /schemas/ids/ID} will say. */
  synchronized int add(ObjectNode schema) {
    int known = schemas.indexOf(schema);
    if (known < 0) {
      schemas.add(schema);
    }
    return known < 0 ? schemas.size() : known + 1;
  }

  /** Lets the registry answer an id, of which it has no schema, in some other way. */
  public void misbehave(int id, HttpHandler answer) {
    odd.put(id, answer);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String credentials = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(exchange.getRequestMethod() + " " + path + " " + credentials);
    String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      reply(exchange, failure, failureBody);
    } else if (path.contains("/schemas/ids/")) {
      int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
      odd.getOrDefault(id, usual -> tell(usual, id)).handle(exchange);
    } else if (path.endsWith("/versions")) {
      JsonNode schema = JSON.readTree(sent);
      reply(exchange, 200, "{\"id\":" + add((ObjectNode) schema) + "}");
    } else {
      find(exchange, (ObjectNode) JSON.readTree(sent));
    }
  }

  private synchronized void tell(HttpExchange exchange, int id) throws IOException {
    if (id < 1 || id > schemas.size()) {
      reply(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    } else {
      reply(exchange, 200, schemas.get(id - 1).toString());
    }
  }

  private synchronized void find(HttpExchange exchange, ObjectNode schema) throws IOException {
    int known = schemas.indexOf(schema);
    if (known < 0) {
      reply(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    } else {
      reply(exchange, 200, "{\"id\":" + (known + 1) + "}");
    }
  }

  /** Sends an answer. */
  public static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
