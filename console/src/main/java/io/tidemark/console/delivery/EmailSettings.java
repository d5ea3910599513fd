package io.tidemark.console.delivery;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.regex.Pattern;
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
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]", Pattern.CASE_INSENSITIVE);

  /**
   * @throws IllegalArgumentException when the password would cross a network unencrypted
   */
  EmailSettings {
    // By the name alone: what it resolves to now may change before the mail goes.
    if (password != null && !startTls && !LOOPBACK.matcher(host).matches()) {
      throw new IllegalArgumentException(
          "email.startTls: false is not accepted with a password unless email.host is localhost; "
              + host
              + " would get the password unencrypted");
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "EmailSettings[" + host + ":" + port + " to " + to + "]";
  }
}
