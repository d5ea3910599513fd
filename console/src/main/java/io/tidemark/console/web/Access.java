package io.tidemark.console.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the page listens and who may see it. On loopback anyone on the machine may; elsewhere it
 * takes a token or a proxy that signs people in, and TLS.
 *
 * @param host address or name to listen on
 * @param port 0 for any free one
 * @param token what people must show; null where none is asked for
 * @param readerToken what those may show instead who may look and change nothing; null where there
 *     is none
 * @param proxy who is trusted to tell the user; null where nobody is
 * @param tls null for plain HTTP
 */
public record Access(
    String host,
    int port,
    @Nullable String token,
    @Nullable String readerToken,
    @Nullable Proxy proxy,
    @Nullable Tls tls) {
  private static final int SHORTEST_TOKEN = 16;
  private static final int LAST_PORT = 65_535;

  /**
   * A proxy that signs people in.
   *
   * @param header it sets to the user's name
   * @param addresses it calls from
   * @param hosts names under which people reach it, in small letters, each with the port where
   *     browsers show one; empty where they are the console's own
   * @param operators names of the users who may change something; empty: all
   */
  public record Proxy(
      String header, Set<InetAddress> addresses, Set<String> hosts, Set<String> operators) {

    /** All of whose users are operators. */
    public Proxy(String header, Set<InetAddress> addresses, Set<String> hosts) {
      this(header, addresses, hosts, Set.of());
    }

    Role role(String user) {
      return operators.isEmpty() || operators.contains(user) ? Role.OPERATOR : Role.READER;
    }
  }

  /**
   * A key and certificate.
   *
   * @param keystore PKCS12 or JKS file
   * @param password of the file and the key in it
   */
  public record Tls(Path keystore, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return "Tls[" + keystore + "]";
    }
  }

  /** Without a token of readers: everyone who may look is an operator. */
  public Access(
      String host, int port, @Nullable String token, @Nullable Proxy proxy, @Nullable Tls tls) {
    this(host, port, token, null, proxy, tls);
  }

  /**
   * @throws IllegalArgumentException with one line that says what is missing
   */
  public Access {
    if (port < 0 || port > LAST_PORT) {
      throw new IllegalArgumentException(
          "--port: " + port + " is not accepted; from 0 to " + LAST_PORT);
    }
    requireLong("--token-file", token);
    requireLong("--reader-token-file", readerToken);
    if (readerToken != null && (token == null || token.equals(readerToken))) {
      throw new IllegalArgumentException(
          "--reader-token-file: requires --token-file with another token, that of the operators");
    }
    if (!isLoopback(host)) {
      requireProtection(host, token, proxy, tls);
    }
  }

  private static void requireLong(String option, @Nullable String token) {
    if (token != null && token.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          option
              + ": the token has "
              + token.length()
              + " characters; at least "
              + SHORTEST_TOKEN
              + " are accepted");
    }
  }

  private static void requireProtection(
      String host, @Nullable String token, @Nullable Proxy proxy, @Nullable Tls tls) {
    if (token == null && proxy == null) {
      throw new IllegalArgumentException(
          "--host: "
              + host
              + " is not loopback; give --token-file, or --proxy-user-header with"
              + " --proxy-address, so that not everyone may look");
    }
    if (tls == null) {
      throw new IllegalArgumentException(
          "--host: " + host + " is not loopback; give --tls-keystore, so that nobody listens in");
    }
  }

  boolean isLoopback() {
    return isLoopback(host);
  }

  boolean isOpen() {
    return token == null && proxy == null;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("--host: " + host + " is not an address or name here");
    }
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "Access[" + host + ":" + port + "]";
  }
}
