package io.tidemark.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** For tests: HTTP requests as a browser or an attacker may send them, header by header. */
public final class RawHttp {
  private static final int PATIENCE_MILLIS = 20_000;

  private RawHttp() {}

  /** What Flink's REST interface takes to read from it, to run something on it or to end a job. */
  public static List<String> toFlink(String host, String... headers) {
    String jobs = "/jobs/" + "0".repeat(32);
    return Stream.of(
            request("GET", "/overview", host, "", headers),
            request("GET", "/jobs/overview", host, "", headers),
            request("GET", jobs + "/yarn-cancel", host, "", headers),
            request("GET", jobs + "/yarn-stop", host, "", headers),
            request("PATCH", jobs, host, "", headers),
            request("POST", jobs + "/savepoints", host, "{\"cancel-job\":true}", headers),
            request("POST", jobs + "/stop", host, "{\"drain\":true}", headers),
            request("POST", "/jars/evil.jar/run", host, "", headers),
            request("DELETE", "/cluster", host, "", headers),
            upload("/jars/upload", "jarfile", host, headers),
            upload("/jobs", "request", host, headers))
        .toList();
  }

  private static String request(
      String method, String path, String host, String body, String... headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nContent-Length: "
        + body.length()
        + "\r\nConnection: close\r\n"
        + Stream.of(headers).map(header -> header + "\r\n").reduce("", String::concat)
        + "\r\n"
        + body;
  }

  private static String upload(String path, String field, String host, String... headers) {
    String body =
        """
        --edge
        Content-Disposition: form-data; name="%s"; filename="evil.jar"
        Content-Type: application/java-archive

        PK
        --edge--
        """
            .formatted(field)
            .replace("\n", "\r\n");
    String[] all =
        Stream.concat(
                Stream.of("Content-Type: multipart/form-data; boundary=edge"), Stream.of(headers))
            .toArray(String[]::new);
    return request("POST", path, host, body, all);
  }

  /** All that comes back until the connection is closed; nothing when it is closed at once. */
  public static String answer(int port, String request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
          answer.write(b);
        }
      } catch (java.net.SocketException reset) {
        // closed with some of the request unread
      }
    }
    return answer.toString(StandardCharsets.UTF_8);
  }
}
