package io.tidemark.console.incident;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that come with alerts, which writers of alerts choose: only pages on the web make a
 * link.
 */
public final class WebAddress {
  private static final int LONGEST = 1_000;

  private WebAddress() {}

  /** The address in ASCII; null where there is none that may be a link. */
  public static @Nullable String of(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    try {
      URI address = new URI(text);
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      return web && address.getHost() != null ? address.toASCIIString() : null;
    } catch (URISyntaxException malformed) {
      return null;
    }
  }
}
