package io.tidemark.cli;

import io.tidemark.console.web.Access;
import io.tidemark.detector.definition.DefinitionException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the console listens and who may see it. */
final class AccessOptions {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on (default: ${DEFAULT-VALUE}). An address that is not"
              + " loopback requires TLS, and a token or a proxy.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8090",
      description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token that people must present, at least 16 characters.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--reader-token-file",
      paramLabel = "FILE",
      description =
          "File with another token, for people and programs who may look and change nothing. That"
              + " of --token-file is then for operators.")
  private @Nullable Path readerTokenFile;

  @Option(
      names = "--proxy-user-header",
      paramLabel = "NAME",
      description =
          "Header in which a proxy that signs people in (OIDC) names the user, such as"
              + " X-User.")
  private @Nullable String proxyHeader;

  @Option(
      names = "--proxy-address",
      paramLabel = "IP",
      split = ",",
      description =
          "Addresses that the proxy calls from. The header is ignored in requests from"
              + " elsewhere.")
  private @Nullable List<String> proxyAddresses;

  @Option(
      names = "--proxy-host",
      paramLabel = "NAME[:PORT]",
      split = ",",
      description =
          "Names under which people reach the proxy, if they differ from the console's own;"
              + " with the port if browsers show one.")
  private @Nullable List<String> proxyHosts;

  @Option(
      names = "--operators",
      paramLabel = "USER",
      split = ",",
      description =
          "Users, as the proxy names them, who may change something; others may only look (default:"
              + " all users may).")
  private @Nullable List<String> operators;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "PKCS12 or JKS file with the server's key and certificate.")
  private @Nullable Path keystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "File with the password of the keystore.")
  private @Nullable Path keystorePassword;

  /**
   * The options as one.
   *
   * @throws DefinitionException when they do not fit together
   */
  Access access() {
    try {
      String token = tokenFile == null ? null : secret("--token-file", tokenFile);
      String readerToken =
          readerTokenFile == null ? null : secret("--reader-token-file", readerTokenFile);
      return new Access(host, port, token, readerToken, proxy(), tls());
    } catch (IllegalArgumentException refused) {
      throw new DefinitionException(String.valueOf(refused.getMessage()));
    }
  }

  private Access.@Nullable Proxy proxy() {
    if (proxyHeader == null && proxyAddresses == null) {
      if (proxyHosts != null) {
        throw new DefinitionException(
            "--proxy-host: needs --proxy-user-header and --proxy-address, which are not given");
      }
      if (operators != null) {
        throw new DefinitionException(
            "--operators: needs --proxy-user-header and --proxy-address, which are not given");
      }
      return null;
    }
    if (proxyHeader == null || proxyAddresses == null) {
      throw new DefinitionException(
          "--proxy-user-header and --proxy-address: only one of them is given; one trusts the"
              + " other");
    }
    Set<InetAddress> addresses = new HashSet<>();
    for (String address : proxyAddresses) {
      try {
        addresses.add(InetAddress.getByName(address));
      } catch (UnknownHostException unknown) {
        throw DefinitionException.of("--proxy-address", address, "an IP address");
      }
    }
    Set<String> acting = operators == null ? Set.of() : Set.copyOf(operators);
    return new Access.Proxy(proxyHeader, addresses, hosts(), acting);
  }

  private Set<String> hosts() {
    Set<String> hosts = new HashSet<>();
    for (String host : proxyHosts == null ? List.<String>of() : proxyHosts) {
      if (!host.matches("[A-Za-z0-9._-]+(:\\d{1,5})?")) {
        throw DefinitionException.of(
            "--proxy-host", host, "a name such as console.example.org or console.example.org:8443");
      }
      hosts.add(host.toLowerCase(Locale.ROOT));
    }
    return hosts;
  }

  private Access.@Nullable Tls tls() {
    if (keystore == null) {
      return null;
    }
    if (keystorePassword == null) {
      throw new DefinitionException("--tls-password-file: is missing; --tls-keystore needs it");
    }
    if (!Files.isReadable(keystore)) {
      throw DefinitionException.of("--tls-keystore", keystore, "a file that can be read");
    }
    return new Access.Tls(keystore, secret("--tls-password-file", keystorePassword));
  }

  private static String secret(String option, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw DefinitionException.of(option, file, "a text file that can be read");
    }
  }

  /** Tells a failure to listen in terms of these options. */
  RuntimeException explained(RuntimeException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return DefinitionException.of(
            "--port", port, "one that is free on " + host + ": " + cause.getMessage());
      }
      if (cause.getClass().getName().startsWith("java.security.")
          || String.valueOf(cause.getMessage()).contains("keystore")) {
        return DefinitionException.of(
            "--tls-keystore",
            keystore == null ? "" : keystore,
            "a keystore that its password opens: " + cause.getMessage());
      }
    }
    return failed;
  }
}
