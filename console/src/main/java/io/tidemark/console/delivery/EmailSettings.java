package io.tidemark.console.delivery;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How mail is sent.
 *
 * @param startTls whether the connection must be encrypted
 * @param user null where the server asks for none
 * @param to at least one
 */
record EmailSettings(
    String host,
    int port,
    boolean startTls,
    @Nullable String user,
    @Nullable String password,
    InternetAddress from,
    List<InternetAddress> to) {
  /** Without the password. */
  @Override
  public String toString() {
    return "EmailSettings[" + host + ":" + port + " to " + to + "]";
  }
}
