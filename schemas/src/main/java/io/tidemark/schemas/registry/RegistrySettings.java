package io.tidemark.schemas.registry;

import io.tidemark.schemas.secret.Secret;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which registry, and how long to wait for it.
 *
 * @param url base address of its REST interface, without a slash at its end
 * @param user name for basic authentication, with {@code password}; null: without
 * @param password of {@code user}; null: without
 * @param token sent as bearer token; null: without
 * @param register whether schemas are registered that the registry does not know; else they must be
 *     there
 * @param patience how long a registry that gives no answer is asked again
 */
public record RegistrySettings(
    URI url,
    @Nullable String user,
    @Nullable Secret password,
    @Nullable Secret token,
    boolean register,
    Duration patience)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Time for a registry to be restarted. A job that waits for longer starts anew from its last
   * checkpoint and waits again.
   */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration SHORTEST = Duration.ofMillis(300);

  /**
   * Checks each.
   *
   * @throws IllegalArgumentException with one line that names what is wrong
   */
  public RegistrySettings {
    String text = url.toString();
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null) {
      throw new IllegalArgumentException(
          "url: " + withoutUser(url) + " is not accepted; expected http(s)://host[:port][/path]");
    }
    if (patience.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("patience: " + patience + " is too short");
    }
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException("user and password: only one of them is given");
    }
    if (user != null && token != null) {
      throw new IllegalArgumentException("user and token: both are given; expected one of them");
    }
    int end = text.length();
    while (text.charAt(end - 1) == '/') {
      end--;
    }
    url = URI.create(text.substring(0, end));
  }

  private static String withoutUser(URI url) {
    return url.toString().replaceFirst("//[^/]*@", "//...@");
  }

  /** Without credentials; registers what is missing. */
  public static RegistrySettings of(String url) {
    return new RegistrySettings(URI.create(url), null, null, null, true, PATIENCE);
  }

  /** The same registry with another patience. */
  public RegistrySettings withPatience(Duration other) {
    return new RegistrySettings(url, user, password, token, register, other);
  }
}
