package io.tidemark.cli.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** For tests: self-signed certificates of a broker and a client, made anew with keytool. */
public final class Certificates {
  public static final String PASSWORD = "only-for-this-test";

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  public static Certificates in(Path folder) throws Exception {
    Certificates certificates = new Certificates(folder);
    for (String name : new String[] {"broker", "client"}) {
      certificates.keytool(
          "-genkeypair",
          "-alias",
          name,
          "-keyalg",
          "EC",
          "-dname",
          "CN=" + name,
          "-ext",
          "SAN=ip:127.0.0.1",
          "-keystore",
          certificates.file(name));
      certificates.keytool(
          "-exportcert", "-alias", name, "-file", name + ".crt", "-keystore", name + ".p12");
    }
    certificates.trust("broker", "client.crt");
    certificates.trust("client", "broker.crt");
    return certificates;
  }

  private void trust(String who, String certificate) throws Exception {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        certificate,
        "-file",
        certificate,
        "-keystore",
        who + "-trust.p12");
  }

  public BrokerTls broker() {
    return new BrokerTls(path("broker.p12"), path("broker-trust.p12"), PASSWORD);
  }

  /** Settings of a client that trusts the broker. */
  public Map<String, String> trusting() {
    return Map.of(
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.location",
        file("client-trust"),
        "ssl.truststore.password",
        "${file:" + path("secrets.properties") + ":tls}");
  }

  /** Settings of a client that also brings its own certificate. */
  public Map<String, String> identified() {
    return Map.of(
        "security.protocol",
        "SSL",
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.location",
        file("client"),
        "ssl.keystore.password",
        "${file:" + path("secrets.properties") + ":tls}");
  }

  private Path path(String name) {
    return folder.resolve(name);
  }

  private String file(String name) {
    return path(name + ".p12").toString();
  }

  private void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
