package io.tidemark.console.delivery;

import io.tidemark.console.incident.WebAddress;
import io.tidemark.schemas.AnomalyAlert;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that go with a message: the incident's page and the runbook.
 *
 * @param console address of the console; null where messages link to no page
 */
record Links(@Nullable URI console) {
  static final Links NONE = new Links(null);

  /** The incident's page in the console; null where the console's address is not known. */
  @Nullable String incident(AnomalyAlert alert) {
    if (console == null) {
      return null;
    }
    String id =
        URLEncoder.encode(alert.getAlertId(), StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A");
    return console.toASCIIString().replaceFirst("/*$", "") + "/#/incident/" + id;
  }

  /** What to do, as the detector's definition says it; null where it says nothing. */
  static @Nullable String runbook(AnomalyAlert alert) {
    String address = WebAddress.of(alert.getRunbook());
    // Brackets would end a link in Markdown.
    return address == null ? null : address.replace("(", "%28").replace(")", "%29");
  }

  /** Those there are, by what they lead to. */
  Map<String, String> of(AnomalyAlert alert) {
    Map<String, String> links = new LinkedHashMap<>();
    put(links, "Incident", incident(alert));
    put(links, "Runbook", runbook(alert));
    return links;
  }

  private static void put(Map<String, String> links, String name, @Nullable String address) {
    if (address != null) {
      links.put(name, address);
    }
  }
}
