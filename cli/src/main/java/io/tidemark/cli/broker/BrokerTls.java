package io.tidemark.cli.broker;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Certificates of a development broker with encrypted listeners.
 *
 * @param keyStore PKCS12 with the broker's key
 * @param trustStore PKCS12 with what client certificates are signed by
 * @param password of both
 */
public record BrokerTls(Path keyStore, Path trustStore, String password) {

  /** Adds a listener for SASL/SCRAM over TLS and one that asks for client certificates. */
  void secure(Properties broker, int saslPort, int mutualPort) {
    for (String listeners : new String[] {"listeners", "advertised.listeners"}) {
      broker.setProperty(
          listeners,
          broker.getProperty(listeners)
              + ",SCRAM://127.0.0.1:"
              + saslPort
              + ",MUTUAL://127.0.0.1:"
              + mutualPort);
    }
    broker.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SCRAM:SASL_SSL,MUTUAL:SSL");
    broker.setProperty("inter.broker.listener.name", "PLAINTEXT");
    broker.setProperty("sasl.enabled.mechanisms", "SCRAM-SHA-512");
    broker.setProperty(
        "listener.name.scram.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    broker.setProperty("listener.name.mutual.ssl.client.auth", "required");
    broker.setProperty("ssl.keystore.type", "PKCS12");
    broker.setProperty("ssl.keystore.location", keyStore.toString());
    broker.setProperty("ssl.keystore.password", password);
    broker.setProperty("ssl.key.password", password);
    broker.setProperty("ssl.truststore.type", "PKCS12");
    broker.setProperty("ssl.truststore.location", trustStore.toString());
    broker.setProperty("ssl.truststore.password", password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "BrokerTls[" + keyStore + ", " + trustStore + "]";
  }
}
