package io.tidemark.detector.mapping;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** For tests: a schema registry that answers what it was given, by paths. */
public final class SchemaServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  public SchemaServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ObjectNode answer = answers.get(exchange.getRequestURI().getPath());
          byte[] body =
              JSON.writeValueAsBytes(
                  answer == null ? JSON.createObjectNode().put("error_code", 40403) : answer);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Adds a schema; more may be said of it in what is returned. */
  public ObjectNode add(String path, String type, String schema) {
    ObjectNode answer =
        JSON.createObjectNode().put("schemaType", type).put("schema", schema).put("id", 1);
    answers.put(path, answer);
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
