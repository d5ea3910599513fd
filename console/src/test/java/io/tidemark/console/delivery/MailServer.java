package io.tidemark.console.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** For tests: a mail server that answers a command as told, others with yes. */
final class MailServer implements AutoCloseable {
  /** Recipients of each mail that was taken. */
  final List<List<String>> taken = new CopyOnWriteArrayList<>();

  /** Of all mails. */
  final List<String> lines = new CopyOnWriteArrayList<>();

  /** Answers by how the command begins, in capitals; {@code .} is the end of a mail. */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  private final ServerSocket socket;

  MailServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "mail-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        talk(client);
      } catch (IOException | UncheckedIOException gone) {
        // the client hung up, or the test is over
      }
    }
  }

  private void talk(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    OutputStream out = client.getOutputStream();
    List<String> recipients = new ArrayList<>();
    say(out, "220 here");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String command = line.toUpperCase(Locale.ROOT);
      String usual = command.startsWith("DATA") ? "354 go on" : "250 yes";
      String answer = answer(command, command.startsWith("QUIT") ? "221 bye" : usual);
      if (command.startsWith("RCPT") && answer.startsWith("250")) {
        recipients.add(line.replaceAll(".*<(.*)>.*", "$1"));
      }
      say(out, answer);
      if (answer.startsWith("354")) {
        in.lines().takeWhile(text -> !text.equals(".")).forEach(lines::add);
        answer = answer(".", "250 taken");
        if (answer.startsWith("250")) {
          taken.add(List.copyOf(recipients));
        }
        say(out, answer);
      }
    }
  }

  private String answer(String command, String usual) {
    return answers.entrySet().stream()
        .filter(known -> command.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(usual);
  }

  private static void say(OutputStream out, String answer) throws IOException {
    out.write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
